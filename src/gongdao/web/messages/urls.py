"""Addresses under /messages/."""

from django.urls import path

from gongdao.web.messages import views

urlpatterns = [
    path("", views.inbox, name="messages"),
    path("<int:message_id>/", views.open_message, name="message"),
    path("read/", views.read_all, name="messages_read"),
]
