"""Addresses under /portal/."""

from django.urls import path

from gongdao.web.portal import filing, following, survey

urlpatterns = [
    path("", filing.start, name="portal"),
    path("file/", filing.begin, name="portal_file"),
    path("file/anew/", filing.anew, name="portal_anew"),
    path("file/send/", filing.send, name="portal_send"),
    path("file/done/", filing.filed, name="portal_filed"),
    path("file/photo/<str:digest>/", filing.photo, name="portal_photo"),
    path("file/<str:step>/", filing.step, name="portal_step"),
    path("survey/<str:token>/", survey.survey, name="portal_survey"),
    path("follow/", following.ask, name="portal_follow"),
    path("follow/<str:number>/", following.case, name="portal_case"),
    path("follow/<str:number>/leave/", following.leave, name="portal_leave"),
    path("follow/<str:number>/do/<str:command>/", following.act, name="portal_act"),
    path("follow/<str:number>/do/<str:command>/<str:subject>/", following.act, name="portal_act_on"),
    path("follow/<str:number>/dossier/", following.dossier, name="portal_dossier"),
    path("follow/<str:number>/dossier/pdf/", following.dossier_pdf, name="portal_dossier_pdf"),
    path("follow/<str:number>/receipts/<int:seq>/", following.receipt, name="portal_receipt"),
    path("follow/<str:number>/exhibits/<str:key>/", following.exhibit, name="portal_exhibit"),
    path("follow/<str:number>/exhibits/<str:key>/original/", following.original, name="portal_original"),
    path("follow/<str:number>/exhibits/<str:key>/pages/", following.pages, name="portal_pages"),
    path("follow/<str:number>/exhibits/<str:key>/play/", following.play, name="portal_play"),
    path("follow/<str:number>/polish/<str:finding>/", following.polish, name="portal_polish"),
    path("follow/<str:number>/check/<str:finding>/", following.check_appeal, name="portal_check"),
    path("follow/<str:number>/letter/<str:finding>/", following.appeal_letter, name="portal_letter"),
    path(
        "follow/<str:number>/letter/<str:finding>/<str:form>/",
        following.letter_file,
        name="portal_letter_file",
    ),
    path("follow/<str:number>/appeals/<str:key>/letter/", following.filed_letter, name="portal_filed_letter"),
    path(
        "follow/<str:number>/appeals/<str:key>/letter/<str:form>/",
        following.filed_letter_file,
        name="portal_filed_letter_file",
    ),
    path("follow/<str:number>/exhibits/<str:key>/reading/", following.reading, name="portal_reading"),
    path("follow/<str:number>/exhibits/<str:key>/custody/", following.custody, name="portal_custody"),
]
