"""Addresses under /desk/."""

from django.urls import path

from gongdao.web.desk import views

urlpatterns = [path("", views.start, name="desk")]
