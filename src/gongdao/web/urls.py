"""Addresses of the pages."""

from django.urls import include, path

from gongdao.web.shell.home import health, home
from gongdao.web.shell.language import choose_language

urlpatterns = [
    path("", home, name="home"),
    path("healthz", health, name="health"),
    path("language/", choose_language, name="language"),
    path("messages/", include("gongdao.web.messages.urls")),
    path("cases/", include("gongdao.web.cases.urls")),
    path("desk/", include("gongdao.web.desk.urls")),
    path("my/", include("gongdao.web.my.urls")),
    path("portal/", include("gongdao.web.portal.urls")),
]
