"""Addresses under /reports/."""

from django.urls import path
from django.views.generic import RedirectView

from gongdao.web.reports import views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="deviations"), name="reports"),
    path("deviations/", views.deviations, name="deviations"),
]
