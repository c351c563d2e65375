"""Pages of a party with an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongdao.rulebook.actor import Actor
from gongdao.web.shell.access import signed_in


@require_safe
@signed_in
def start(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001  # the cases will be the actor's
    """Show the cases that concern the reader."""
    return render(request, "web/my/start.html")
