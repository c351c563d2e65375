"""Which address leads to which face."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("api/", include("gongdao.api.urls")),
    path("", include("gongdao.web.urls")),
]
