"""Addresses under /my/."""

from django.urls import path

from gongdao.web.my import views

urlpatterns = [
    path("", views.cases, name="my"),
    path("cases/<str:number>/", views.case, name="my_case"),
    path("cases/<str:number>/do/<str:command>/", views.act, name="my_act"),
    path("cases/<str:number>/do/<str:command>/<str:subject>/", views.act, name="my_act_on"),
    path("cases/<str:number>/exhibits/<str:key>/", views.exhibit, name="my_exhibit"),
]
