"""Addresses under /portal/."""

from django.urls import path

from gongdao.web.portal import filing, following

urlpatterns = [
    path("", filing.start, name="portal"),
    path("file/", filing.begin, name="portal_file"),
    path("file/anew/", filing.anew, name="portal_anew"),
    path("file/send/", filing.send, name="portal_send"),
    path("file/done/", filing.filed, name="portal_filed"),
    path("file/photo/<str:digest>/", filing.photo, name="portal_photo"),
    path("file/<str:step>/", filing.step, name="portal_step"),
    path("follow/", following.ask, name="portal_follow"),
    path("follow/<str:number>/", following.case, name="portal_case"),
    path("follow/<str:number>/leave/", following.leave, name="portal_leave"),
    path("follow/<str:number>/do/<str:command>/", following.act, name="portal_act"),
    path("follow/<str:number>/do/<str:command>/<str:subject>/", following.act, name="portal_act_on"),
    path("follow/<str:number>/exhibits/<str:key>/", following.exhibit, name="portal_exhibit"),
]
