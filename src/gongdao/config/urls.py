"""Which address leads to which face."""

from django.urls import URLPattern, URLResolver, include, path

from gongdao.web.shell.errors import absent

handler400 = "gongdao.web.shell.errors.bad_request"
handler403 = "gongdao.web.shell.errors.permission_denied"
handler404 = "gongdao.web.shell.errors.page_not_found"
handler500 = "gongdao.web.shell.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    # An account's address is kept by an administrator, not by allauth's own list of addresses.
    path("accounts/email/", absent),
    path("accounts/", include("allauth.urls")),
    path("api/", include("gongdao.api.urls")),
    path("", include("gongdao.web.urls")),
]
