"""Addresses under /cases/."""

from django.urls import path

from gongdao.web.cases import evidence, views

urlpatterns = [
    path("<str:number>/", views.show, name="case"),
    path("<str:number>/do/<str:command>/", views.act, name="case-act"),
    path("<str:number>/do/<str:command>/<str:subject>/", views.act, name="case-act-on"),
    path("<str:number>/deadlines/<str:key>/", views.explanation, name="case-deadline"),
    path("<str:number>/tone/", views.check_tone, name="case-tone"),
    path("<str:number>/exhibits/<str:key>/", evidence.download, name="case-exhibit"),
]
