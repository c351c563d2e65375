"""Addresses under /my/."""

from django.urls import path

from gongdao.web.cases import dossier
from gongdao.web.conduct import standing
from gongdao.web.my import views

urlpatterns = [
    path("", views.cases, name="my"),
    path("standing/", standing.mine, name="my_standing"),
    path("standing/<str:code>/", standing.mine, name="my_standing_of"),
    path("cases/<str:number>/", views.case, name="my_case"),
    path("cases/<str:number>/do/<str:command>/", views.act, name="my_act"),
    path("cases/<str:number>/do/<str:command>/<str:subject>/", views.act, name="my_act_on"),
    path("cases/<str:number>/dossier/", dossier.download, name="my_dossier"),
    path("cases/<str:number>/dossier/pdf/", dossier.pdf, name="my_dossier_pdf"),
    path("cases/<str:number>/receipts/<int:seq>/", dossier.receive, name="my_receipt"),
    path("cases/<str:number>/reasons/<str:key>/", views.reasons, name="my_reasons"),
    path("cases/<str:number>/exhibits/<str:key>/", views.exhibit, name="my_exhibit"),
    path("cases/<str:number>/exhibits/<str:key>/original/", views.original, name="my_original"),
    path("cases/<str:number>/exhibits/<str:key>/pages/", views.pages, name="my_pages"),
    path("cases/<str:number>/exhibits/<str:key>/play/", views.play, name="my_play"),
    path("cases/<str:number>/polish/<str:finding>/", views.polish, name="my_polish"),
    path("cases/<str:number>/check/<str:finding>/", views.check_appeal, name="my_check"),
    path("cases/<str:number>/letter/<str:finding>/", views.appeal_letter, name="my_letter"),
    path("cases/<str:number>/letter/<str:finding>/<str:form>/", views.letter_file, name="my_letter_file"),
    path("cases/<str:number>/appeals/<str:key>/letter/", views.filed_letter, name="my_filed_letter"),
    path(
        "cases/<str:number>/appeals/<str:key>/letter/<str:form>/",
        views.filed_letter_file,
        name="my_filed_letter_file",
    ),
    path("cases/<str:number>/exhibits/<str:key>/reading/", views.reading, name="my_reading"),
    path("cases/<str:number>/exhibits/<str:key>/custody/", views.custody, name="my_custody"),
]
