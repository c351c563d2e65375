"""Addresses under /my/."""

from django.urls import path

from gongdao.web.my import views

urlpatterns = [path("", views.start, name="my")]
