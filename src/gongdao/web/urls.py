"""Addresses of the pages."""

from django.urls import include, path

from gongdao.web.appeals import template, template_file
from gongdao.web.cases.dossier import signing_key
from gongdao.web.party import resuming
from gongdao.web.shell.home import health, home
from gongdao.web.shell.language import choose_language

urlpatterns = [
    path("", home, name="home"),
    path("healthz", health, name="health"),
    path(".well-known/gongdao-key.json", signing_key, name="signing-key"),
    path("language/", choose_language, name="language"),
    path("templates/<str:kind>/", template, name="appeal_template"),
    path("templates/<str:kind>/<str:as_what>/", template_file, name="appeal_template_file"),
    path("messages/", include("gongdao.web.messages.urls")),
    path("cases/", include("gongdao.web.cases.urls")),
    path("desk/", include("gongdao.web.desk.urls")),
    path("reports/", include("gongdao.web.reports.urls")),
    path("finance/", include("gongdao.web.finance.urls")),
    path("conduct/", include("gongdao.web.conduct.urls")),
    path("precedents/", include("gongdao.web.precedents.urls")),
    path("uploads/", resuming.begin, name="upload"),
    path("uploads/<str:key>/", resuming.part, name="upload-part"),
    path("my/", include("gongdao.web.my.urls")),
    path("portal/", include("gongdao.web.portal.urls")),
]
