"""Evidence in cases (EVI-1): what is submitted was stored before, and is described as it was stored."""

import pytest

from gongdao.casework.evidence import verified
from gongdao.casework.models import Case
from gongdao.exhibits.models import Custody
from gongdao.rulebook import commands as c
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Exhibit

from .company import Company, stored


@pytest.mark.rule("EVI-1")
def test_an_exhibit_is_described_by_what_was_stored(company: Company) -> None:
    opened = company.open()
    digest = stored("聊天记录：同意退款", company.now)
    claimed = Exhibit(
        sha256=digest, kind="chat", explanation="客服同意", media_type="image/png", size_bytes=1
    )
    after = company.act(c.SubmitExhibit(exhibit=claimed), company.customer, opened)
    exhibit = after.state.exhibits["E1"].exhibit
    assert (exhibit.media_type, exhibit.size_bytes) == ("text/plain", 27)


@pytest.mark.rule("EVI-1")
def test_custody_says_who_brought_it_into_which_case(company: Company) -> None:
    opened = company.open()
    digest = stored("聊天记录", company.now)
    company.act(
        c.SubmitExhibit(exhibit=Exhibit(sha256=digest, kind="chat", explanation="x")),
        company.customer,
        opened,
    )
    assert Custody.objects.filter(sha256=digest, case_id=opened.case_id).values_list(
        "actor", "act"
    ).get() == (
        "customer:1",
        "received",
    )


@pytest.mark.rule("EVI-1")
def test_bytes_that_never_came_are_no_evidence(company: Company) -> None:
    opened = company.open()
    claimed = Exhibit(sha256="0" * 64, kind="chat", explanation="x", name="聊天.png")
    with pytest.raises(Refused) as refused:
        company.act(c.SubmitExhibit(exhibit=claimed), company.customer, opened)
    assert (refused.value.refusal.code, refused.value.refusal.params) == (
        "unknown_exhibit",
        {"exhibits": ["聊天.png"]},
    )
    assert Case.objects.get().version == opened.version


@pytest.mark.rule("EVI-1")
@pytest.mark.parametrize(
    "command",
    [
        c.GiveSupplement("A1", new_exhibits=(Exhibit("0" * 64, "chat", "x", "聊天.png"),)),
        c.FormGroup("批量问题", "同一批货", new_exhibits=(Exhibit("0" * 64, "chat", "x", "聊天.png"),)),
    ],
)
def test_no_act_brings_bytes_that_never_came(db: None, command: c.Command) -> None:
    with pytest.raises(Refused) as refused:
        verified(command)
    assert refused.value.refusal.code == "unknown_exhibit"
