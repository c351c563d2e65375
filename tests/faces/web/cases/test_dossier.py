"""The case file and receipts on the pages: for those they concern, and for nobody else."""

import io
import json
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client
from tests.work_order import Scene

from gongdao.casework.store import case_for
from gongdao.lib.canonical import canonical
from gongdao.rulebook.actor import SYSTEM


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("handler", (200, 200)),  # staff of the case; the same file from either page
        ("liushifu", (200, 200)),  # judged
        ("wangfang", (200, 200)),  # complained
        ("limingyuan", (404, 404)),  # a stranger
    ],
)
def test_the_file_is_for_those_the_case_concerns(judged: Scene, who: str, statuses: tuple[int, int]) -> None:
    client = judged.client(judged.handler if who == "handler" else who)
    pages = (f"/cases/{judged.number}/dossier/", f"/my/cases/{judged.number}/dossier/")
    answers = [client.get(page) for page in pages]
    assert tuple(answer.status_code for answer in answers) == statuses
    for answer in answers:
        if answer.status_code == 200:
            packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
            assert f"case-{judged.number}/verify.py" in packed.namelist()


def test_nobody_gets_it_without_signing_in(judged: Scene) -> None:
    answer = Client().get(f"/cases/{judged.number}/dossier/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_the_pages_lead_to_it(judged: Scene) -> None:
    staff = judged.client(judged.handler).get(f"/cases/{judged.number}/").content.decode()
    assert f'href="/cases/{judged.number}/dossier/"' in staff
    own = judged.client("wangfang").get(f"/my/cases/{judged.number}/").content.decode()
    assert f'href="/my/cases/{judged.number}/dossier/"' in own
    assert f'href="/my/cases/{judged.number}/receipts/1/"' in own
    assert "回执" in own


def test_a_receipt_is_signed_and_names_what_came_in(judged: Scene) -> None:
    answer = judged.client("wangfang").get(f"/my/cases/{judged.number}/receipts/1/")
    found = json.loads(answer.content)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found["key"]))
    public.verify(bytes.fromhex(found["signature"]), canonical(found["receipt"]))
    state = case_for(SYSTEM, judged.number, lock=False).state
    told = {name: found["receipt"][name] for name in ("case", "seq", "type")}
    assert told == {"case": judged.number, "seq": 1, "type": "case_opened"}
    assert found["receipt"]["received_at"].startswith(f"{state.opened_at:%Y-%m-%dT}")
    published = Client().get("/.well-known/gongdao-key.json").json()
    assert published == {"ed25519": found["key"], "sha256": found["receipt"]["key"]}


@pytest.mark.parametrize("seq", [2, 9999])
def test_what_one_did_not_hand_in_has_no_receipt(judged: Scene, seq: int) -> None:
    assert judged.client("wangfang").get(f"/my/cases/{judged.number}/receipts/{seq}/").status_code == 404


@pytest.mark.parametrize("who", ["liushifu", "limingyuan"])
def test_anothers_receipt_is_not_given_out(judged: Scene, who: str) -> None:
    assert judged.client(who).get(f"/my/cases/{judged.number}/receipts/1/").status_code == 404
