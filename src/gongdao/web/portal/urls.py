"""Addresses under /portal/."""

from django.urls import path

from gongdao.web.portal import views

urlpatterns = [path("", views.start, name="portal")]
