"""Addresses under /conduct/."""

from django.urls import path

from gongdao.web.conduct import catalogue, standing

urlpatterns = [
    path("", standing.overview, name="conduct"),
    path("shops/<str:code>/", standing.shop, name="shop_standing"),
    path("check/", catalogue.upload, name="catalogue_check"),
    path("check/<str:key>/", catalogue.hits, name="catalogue_hits"),
    path("check/<str:key>/open/", catalogue.open_chosen, name="catalogue_open"),
]
