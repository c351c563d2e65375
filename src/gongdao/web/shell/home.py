"""Where a reader begins, and whether the program is well."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongdao.rulebook.actor import kind_of
from gongdao.web.shell.context import actor_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead staff to the desk, parties to what concerns them, and everybody else to the portal."""
    actor = actor_of(request)
    if actor is None or kind_of(actor.ref) == "account":  # speaks for nobody yet
        return redirect("portal")
    return redirect("desk" if actor.is_staff else "my")


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  # a view takes a request
    """Answer 200 when the database answers, else 503. For supervisors and load balancers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})
