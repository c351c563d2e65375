"""The file of a case, and signed receipts. Both are signed with the key at /.well-known/gongdao-key.json."""

from django.http import FileResponse, HttpResponse

from gongdao.api.call import Call
from gongdao.api.problems import Failure
from gongdao.api.routes import Routes
from gongdao.casework.dossier.archive import opened
from gongdao.casework.dossier.enclosed import case_pdf
from gongdao.casework.dossier.receipts import Receipt, receipt
from gongdao.lib.numbers import INTEGER, whole

routes = Routes("dossier")


@routes.add(
    "GET", "/cases/{number}/dossier", scope="evidence:read", answer=None, media_type="application/zip"
)
def dossier(call: Call, number: str) -> FileResponse:
    """Download the file of a case as the caller may see it: a ZIP that anybody can check without us.

    It holds the events, the evidence, the decisions with their trace, the rules applied, and a signed head;
    `python3 -I verify.py` in it answers six questions. What the caller may not see is committed to by salted
    hashes. That evidence was read, by whom, is kept on record.
    """
    file = opened(number, actor=call.actor, now=call.now, origin=call.origin)
    return FileResponse(file, as_attachment=True, filename=f"{number}.zip", content_type="application/zip")


@routes.add(
    "GET", "/cases/{number}/case.pdf", scope="evidence:read", answer=None, media_type="application/pdf",
    name="case_pdf",
)  # fmt: skip
def case_paper(call: Call, number: str) -> HttpResponse:
    """Download the case as a PDF to be read: parties, course, limits, decisions with reasons, exhibits.

    It says what the caller may see, in the language asked for by `Accept-Language`, and shows copies of the
    evidence that the caller may open; contact data is masked for whom it is masked everywhere. That evidence
    was looked at, by whom, is kept on record.
    """
    content = case_pdf(call.actor, number, now=call.now, language=call.language, origin=call.origin)
    return HttpResponse(
        content, content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{number}-case.pdf"'},
    )  # fmt: skip


@routes.add("GET", "/cases/{number}/receipts/{seq}", scope="cases:read", answer=Receipt, name="receipt")
def own_receipt(call: Call, number: str, seq: str) -> Receipt:
    """Read the signed receipt of something the caller handed in: event `seq` of the case.

    The signature is Ed25519 over the canonical JSON of `receipt` (sorted keys, no blanks, UTF-8).
    """
    place = whole(seq, most=INTEGER)
    if not place:
        raise Failure("not_found")
    return receipt(call.actor, number, place)
