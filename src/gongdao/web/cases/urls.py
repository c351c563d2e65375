"""Addresses under /cases/."""

from django.urls import path

from gongdao.web.cases import (
    code,
    custody,
    deciding,
    dossier,
    erasing,
    evidence,
    orders,
    papers,
    reading,
    views,
)
from gongdao.web.cases.bench import views as bench
from gongdao.web.precedents.views import of_finding

urlpatterns = [
    path("<str:number>/", views.show, name="case"),
    path("<str:number>/do/<str:command>/", views.act, name="case-act"),
    path("<str:number>/do/<str:command>/<str:subject>/", views.act, name="case-act-on"),
    path("<str:number>/deadlines/<str:key>/", views.explanation, name="case-deadline"),
    path("<str:number>/reasons/<str:key>/", views.reasons, name="case-reasons"),
    path("<str:number>/similar/<str:finding>/", of_finding, name="case-similar"),
    path("<str:number>/tone/", views.check_tone, name="case-tone"),
    path("<str:number>/deciding/", deciding.part, name="case-deciding"),
    path("<str:number>/dossier/", dossier.download, name="case-dossier"),
    path("<str:number>/dossier/pdf/", dossier.pdf, name="case-dossier-pdf"),
    path("<str:number>/appeals/<str:key>/letter/", papers.filed, name="case-filed-letter"),
    path(
        "<str:number>/appeals/<str:key>/letter/<str:form>/", papers.filed_file, name="case-filed-letter-file"
    ),
    path("<str:number>/code/", code.new_code, name="case-code"),
    path("<str:number>/erase/", erasing.erase, name="case-erase"),
    path("<str:number>/order/", orders.pull_order, name="case-order"),
    path("<str:number>/evidence/", bench.show, name="case-bench"),
    path("<str:number>/evidence/<str:key>/", bench.enlarge, name="case-enlarged"),
    path("<str:number>/evidence/<str:key>/admit/", bench.admit, name="case-admit"),
    path("<str:number>/exhibits/<str:key>/", evidence.show, name="case-exhibit"),
    path("<str:number>/exhibits/<str:key>/original/", evidence.original, name="case-original"),
    path("<str:number>/exhibits/<str:key>/pages/", evidence.pages, name="case-pages"),
    path("<str:number>/exhibits/<str:key>/play/", evidence.play, name="case-play"),
    path("<str:number>/exhibits/<str:key>/reading/", reading.part, name="case-reading"),
    path("<str:number>/exhibits/<str:key>/custody/", custody.show, name="case-custody"),
]
