"""The case file and receipts, given out by permission."""

from typing import Final, cast

import msgspec
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gongdao.casework.dossier.archive import opened
from gongdao.casework.dossier.enclosed import case_pdf
from gongdao.casework.dossier.receipts import receipt
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.papers.outside import bodies_of
from gongdao.casework.store import case_for
from gongdao.exhibits.origin import origin_of
from gongdao.letters.wording import reading_language
from gongdao.lib.signing import signer
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import Actor
from gongdao.web.shell.access import signed_in

_PRIVATE: Final = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


@require_safe
@signed_in
def download(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Give out the file of a case as its reader may see it."""
    return dossier_response(request, actor, number)


@require_safe
@signed_in
def pdf(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Give out the case as its reader may see it, to be read and printed."""
    return pdf_response(request, actor, number)


@require_safe
@signed_in
def receive(request: HttpRequest, actor: Actor, number: str, seq: int) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give out the receipt of what the reader handed in."""
    return receipt_response(actor, number, seq)


@require_safe
def signing_key(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give everybody the public key that case files and receipts are signed with, and its fingerprint."""
    return JsonResponse({"ed25519": signer().public.hex(), "sha256": signer().id})


def dossier_response(
    request: HttpRequest, actor: Actor, number: str, *, channel: str = "page"
) -> HttpResponse:
    """The case file as a download. Raises Http404 for a case that the actor may not see."""
    try:
        body = _body(request, actor, number)
        file = opened(
            number, actor=actor, now=timezone.now(), origin=origin_of(request, channel),
            language=reading_language(get_language()), body=body,
        )  # fmt: skip
    except CaseNotFound:
        raise Http404 from None
    response = FileResponse(
        file, as_attachment=True, filename=f"{number}.zip", content_type="application/zip", headers=_PRIVATE
    )
    return cast("HttpResponse", response)


def pdf_response(request: HttpRequest, actor: Actor, number: str, *, channel: str = "page") -> HttpResponse:
    """The case as a PDF to be read. Raises Http404 for a case that the actor may not see."""
    try:
        content = case_pdf(
            actor, number, now=timezone.now(), language=reading_language(get_language()),
            origin=origin_of(request, channel),
        )  # fmt: skip
    except CaseNotFound:
        raise Http404 from None
    headers = _PRIVATE | {"Content-Disposition": f'attachment; filename="{number}-case.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _body(request: HttpRequest, actor: Actor, number: str) -> str:
    """The body outside to which a case file goes, as `?body=`; only one that the policy names."""
    asked = request.GET.get("body", "")
    if not asked:
        return ""
    state = case_for(actor, number, lock=False).state
    if asked not in bodies_of(policies.version(state.policy, state.policy_version)):
        raise Http404
    return asked


def receipt_response(actor: Actor, number: str, seq: int) -> HttpResponse:
    """A receipt as a download. Raises Http404 for what the actor did not hand in."""
    try:
        found = receipt(actor, number, seq)
    except CaseNotFound:
        raise Http404 from None
    text = msgspec.json.format(msgspec.json.encode(found), indent=2)
    name = f"{number}-receipt-{seq}.json"
    headers = _PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)
