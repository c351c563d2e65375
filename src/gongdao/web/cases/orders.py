"""Looking an order up by hand: the same as the worker does when a case comes in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from gongdao.casework.outcome import CaseNotFound
from gongdao.intake.orders.port import Unavailable
from gongdao.intake.orders.pulling import pull
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.refusal import Refused
from gongdao.web.shell.access import signed_in
from gongdao.web.shell.telling import tell, tell_refusal, warn


@require_POST
@signed_in
def pull_order(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Attach the order of a case as its source has it now."""
    try:
        result = pull(number, now=timezone.now(), asked_by=actor)
    except Unavailable:
        warn(request, "orders.unavailable")
    except Refused as refused:
        tell_refusal(request, refused.refusal)
    except CaseNotFound:
        raise Http404 from None
    else:
        (tell if result in ("attached", "unchanged") else warn)(request, f"orders.{result}")
    return redirect("case", number)
