"""Pages of the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongdao.rulebook.actor import Actor
from gongdao.web.shell.access import staff_only


@require_safe
@staff_only
def start(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001  # the queue will be the actor's
    """Show the own queue."""
    return render(request, "web/desk/start.html")
