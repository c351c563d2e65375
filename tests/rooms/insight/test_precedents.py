"""APP-17: from a closed appeal to what others find, and who decides about it."""

import pytest
from django.db import Error, transaction
from msgspec.structs import replace
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.precedents import Library

from gongdao.casework.actions import PRECEDENTS, handle
from gongdao.casework.erasing import FORGET_CASE, erase_case
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import case_for
from gongdao.insight.models import Precedent, PrecedentAct, PrecedentPicture
from gongdao.insight.precedents import reviewing
from gongdao.insight.precedents.demonstration import approve_worked_cases
from gongdao.insight.precedents.drafting import follow, missed
from gongdao.insight.precedents.facts import read
from gongdao.insight.precedents.queries import Sought, for_review, library, precedent, to_review
from gongdao.intake.demo.cast import everybody
from gongdao.intake.demo.play import play
from gongdao.intake.demo.stories import stories
from gongdao.lib.ids import case_number
from gongdao.people.permissions import may_review_precedent, precedent_sight
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.commands import ReopenCase
from gongdao.rulebook.refusal import Refused

pytestmark = pytest.mark.rule("APP-17")
PARTY = Actor(ref="customer:9", refs=frozenset({"customer:9"}))


def acts(key: int) -> list[tuple[str, str]]:
    return list(PrecedentAct.objects.filter(precedent=key).order_by("id").values_list("act", "what"))


def test_a_closed_case_asks_for_its_draft_once(library: Library) -> None:
    asked = ProcrastinateJob.objects.filter(task_name=PRECEDENTS).values_list("args", flat=True)
    assert list(asked) == [{"case": case} for case in library.cases]
    assert [follow(case, now=library.now) for case in library.cases] == [0, 0]
    assert list(missed()) == []
    assert Precedent.objects.count() == 2


def test_a_draft_tells_facts_and_texts_without_persons(library: Library) -> None:
    item = Precedent.objects.get(pk=library.won)
    assert (item.state, item.won, item.policy, item.category, item.outcome) == (
        "draft", True, "workorder-liability", "unpacking_damage", "reduce",
    )  # fmt: skip
    facts = read(item.facts)
    assert (facts.kinds, facts.appellant, facts.month) == (("handover_form",), "technician", "2024-06")
    assert (facts.before_fen, facts.after_fen) == (45_000, 18_000)
    state = case_for(SYSTEM, library.numbers[0], lock=False).state
    written = "\n".join(item.texts.values())
    order = state.order
    assert order is not None
    for word in (state.complainant.name, state.complainant.contact, order.number, order.waybill):
        assert word not in written
    assert "外箱右下角已有压痕" in item.texts["problem"]
    assert "约180元" in item.texts["demand"]


def test_nobody_finds_a_draft(library: Library) -> None:
    assert library.actor("shenlan").has("adjudicator")
    for actor in (library.actor("shenlan"), library.actor("admin"), PARTY):
        assert find(actor) == []
        assert precedent(actor, library.won) is None


def find(actor: Actor, **sought: object) -> list[int]:
    return [item.id for item in library_of(actor, **sought)]


def library_of(actor: Actor, **sought: object):  # type: ignore[no-untyped-def]  # of the room
    return library(actor, Sought(**sought)).items  # type: ignore[arg-type]


def test_an_approved_one_is_found_and_one_that_lost_only_by_staff(library: Library) -> None:
    library.approve(library.won)
    library.approve(library.lost)
    reviewer = library.actor("guqing")
    assert find(reviewer) == [library.lost, library.won]
    assert find(PARTY) == [library.won]
    assert find(library.actor("dengfang")) == [library.won]
    assert precedent(PARTY, library.lost) is None
    assert precedent(reviewer, library.lost) is not None
    assert find(reviewer, won=False) == [library.lost]
    assert find(PARTY, won=False) == [library.won]
    assert find(reviewer, text="交接单 压痕") == [library.won]
    assert find(reviewer, text="加价", category="service_quality") == [library.lost]
    assert find(reviewer, kind="handover_form") == [library.won]
    assert find(reviewer, kind="handover_form", outcome="uphold") == []
    assert find(reviewer, text="，。") == []


def test_who_decided_or_was_party_does_not_approve(library: Library) -> None:
    item = Precedent.objects.get(pk=library.won)
    state = case_for(SYSTEM, library.numbers[0], lock=False).state
    reviewer = next(
        name for name in ("tangning", "guqing") if library.actor(name).ref == state.appeals["A1"].reviewer
    )
    with pytest.raises(Refused, match="precedent_of_own_case"):
        reviewing.approve(item.pk, actor=library.actor(reviewer), now=library.now, version=1)
    own = [one.own for one in (to_review(library.actor(reviewer)) or pytest.fail("no list")).items]
    assert own[0] is True
    for name in ("shenlan", "zhaolei", "dengfang", "liangdong"):
        with pytest.raises(reviewing.NoSuchPrecedent):
            reviewing.approve(item.pk, actor=library.actor(name), now=library.now, version=1)
        assert to_review(library.actor(name)) is None
        assert for_review(library.actor(name), item.pk) is None
    with pytest.raises(reviewing.NoSuchPrecedent):
        reviewing.approve(item.pk, actor=PARTY, now=library.now, version=1)
    assert acts(item.pk) == [("drafted", "")]


def test_relations_of_permissions() -> None:
    reviewer = Actor(ref="staff:1", refs=frozenset({"staff:1"}), roles=frozenset({"appeal_reviewer"}))
    assert may_review_precedent(reviewer, ["staff:2"]).allowed
    assert may_review_precedent(reviewer, ["staff:1"]).code == "precedent_of_own_case"
    assert may_review_precedent(PARTY, []).code == "not_permitted"
    assert (precedent_sight(PARTY), precedent_sight(reviewer)) == ("won", "all")
    for role, seen in (("agent", "all"), ("administrator", "all"), ("finance", "won"), ("auditor", "won")):
        assert precedent_sight(replace(reviewer, roles=frozenset({role}))) == seen


def test_approval_waits_for_copies_of_pictures(library: Library) -> None:
    admin = library.actor("admin")
    with pytest.raises(Refused, match="picture_due"):
        reviewing.approve(library.won, actor=admin, now=library.now, version=1)


def test_an_edit_is_cleaned_and_on_record(library: Library) -> None:
    admin = library.actor("admin")
    texts = {"problem": "5月31日提货时有压痕，电话13800138000，微信号：abc_12345", "demand": ""}
    item = reviewing.edit(library.won, texts, actor=admin, now=library.now, version=1)
    assert item.texts["problem"] == "5月31日提货时有压痕，电话⟦phone:1⟧，微信号：⟦account:1⟧"
    assert item.texts["demand"] == ""
    assert item.texts["decision"].startswith("交接单在提货时已注明")
    assert acts(item.pk) == [("drafted", ""), ("edited", "problem demand")]
    with pytest.raises(reviewing.Stale):
        reviewing.edit(library.won, texts, actor=admin, now=library.now, version=1)
    again = reviewing.edit(library.won, item.texts, actor=admin, now=library.now, version=2)
    assert again.version == 2


def test_a_rejection_needs_a_reason_and_an_approval_can_be_taken_back(library: Library) -> None:
    admin = library.actor("admin")
    with pytest.raises(Refused, match="reason_needed"):
        reviewing.reject(library.lost, "  ", actor=admin, now=library.now, version=1)
    rejected = reviewing.reject(library.lost, "细节太少", actor=admin, now=library.now, version=1)
    assert (rejected.state, rejected.reason, rejected.decided_by) == ("rejected", "细节太少", admin.ref)
    approved = library.approve(library.won)
    taken = reviewing.reject(
        library.won, "当事人可被认出", actor=admin, now=library.now, version=approved.version
    )
    assert (taken.state, taken.words) == ("withdrawn", None)
    assert find(PARTY) == []
    assert acts(library.won) == [("drafted", ""), ("approved", ""), ("withdrawn", "当事人可被认出")]


def test_a_case_that_reopens_takes_its_precedent_back_until_it_closes_again(library: Library) -> None:
    library.approve(library.won)
    supervisor = library.actor("sunhao")
    handle(ReopenCase("发现新的交接单"), actor=supervisor, now=library.now, number=library.numbers[0])
    assert ProcrastinateJob.objects.filter(task_name=PRECEDENTS).count() == 3
    assert follow(library.cases[0], now=library.now) == 1
    assert (library.of(library.cases[0]).state, find(PARTY)) == ("withdrawn", [])
    assert follow(library.cases[0], now=library.now) == 0


def test_erasing_leaves_nothing_but_that_it_was(library: Library) -> None:
    library.approve(library.won)
    case = library.cases[0]
    assert reviewing.erase(case, by="staff:1", now=library.now) == 1
    item = library.of(case)
    assert (item.state, item.texts, item.facts, item.words, item.concerned) == ("erased", {}, {}, None, [])
    assert item.pictures.count() == 0
    assert acts(item.pk)[-1] == ("erased", "")
    assert find(PARTY) == []
    assert for_review(library.actor("admin"), item.pk) is None
    assert reviewing.erase(case, by="staff:1", now=library.now) == 0
    assert follow(case, now=library.now) == 0


@pytest.mark.rule("INT-8")
def test_erasing_a_case_erases_its_precedent_by_a_job(library: Library) -> None:
    from gongdao.jobs.tasks import forget_case

    library.approve(library.won)
    case, number = library.cases[0], case_number(library.cases[0])
    for who in ("zhoumin", "zhengyun"):
        with pytest.raises((Refused, CaseNotFound)):
            erase_case(number, "当事人请求删除", actor=library.actor(who), now=library.now)
    with pytest.raises(Refused) as refused:
        erase_case(number, " ", actor=library.actor("admin"), now=library.now)
    assert refused.value.refusal.code == "missing_fields"
    assert library.of(case).state == "approved"
    before = case_for(SYSTEM, number, lock=False).state
    done = erase_case(number, "当事人请求删除", actor=library.actor("admin"), now=library.now)
    after = case_for(SYSTEM, number, lock=False).state
    assert done == len(before.exhibits) > 0
    assert all(item.erased_at == library.now for item in after.exhibits.values())
    asked = ProcrastinateJob.objects.filter(task_name=FORGET_CASE).values_list("args", flat=True)
    assert list(asked) == [{"case": case, "by": library.actor("admin").ref}]
    forget_case(case, by=library.actor("admin").ref)
    assert (library.of(case).state, find(PARTY)) == ("erased", [])
    assert erase_case(number, "再次请求", actor=library.actor("admin"), now=library.now) == 0


@pytest.mark.rule("INT-8")
def test_an_erased_case_is_never_told_later(library: Library) -> None:
    known, refs = {one.story: one for one in stories()}, everybody(now=library.now)
    third = play(known["on-behalf"], refs, now=library.now).case_id
    assert reviewing.erase(third, by="staff:1", now=library.now) == 1
    assert library.of(third).state == "erased"
    assert follow(third, now=library.now) == 0
    assert library.of(third).texts == {}


def test_erasing_a_content_forgets_its_copies(library: Library) -> None:
    picture = PrecedentPicture.objects.get(precedent=library.won)
    PrecedentPicture.objects.filter(pk=picture.pk).update(copy=b"x", left_out="", own=[{"page": 0}])
    assert reviewing.forget_content(picture.sha256, by="system", now=library.now) == 1
    picture.refresh_from_db()
    assert (picture.copy, picture.left_out, picture.own) == (None, "broken", [])
    assert reviewing.forget_content("0" * 64, by="system", now=library.now) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE insight_precedentact SET act = 'edited'",
        "DELETE FROM insight_precedentact",
        "DELETE FROM insight_precedent",
        "TRUNCATE insight_precedent CASCADE",
        "UPDATE insight_precedent SET state = 'approved'",
        "UPDATE insight_precedentpicture SET left_out = ''",
        "INSERT INTO insight_precedent SELECT * FROM insight_precedent",
    ],
)
def test_the_database_keeps_the_promises(library: Library, statement: str) -> None:
    from django.db import connection

    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_erased_one_stays_erased_in_the_database(library: Library) -> None:
    from django.db import connection

    reviewing.erase(library.cases[0], by="staff:1", now=library.now)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE insight_precedent SET reason = 'x' WHERE state = 'erased'")


def test_worked_cases_are_approved_but_for_the_last(library: Library) -> None:
    # The fixture has drafted already: what the step itself finds is what it approves.
    assert approve_worked_cases(now=library.now) == 0
    assert [one.state for one in Precedent.objects.order_by("id")] == ["draft", "draft"]
    known, refs = {one.story: one for one in stories()}, everybody(now=library.now)
    third, fourth = (play(known[name], refs, now=library.now) for name in ("on-behalf", "shifted-liability"))
    assert approve_worked_cases(now=library.now) == 1
    assert [library.of(one.case_id).state for one in (third, fourth)] == ["approved", "draft"]
    assert find(PARTY) == [library.of(third.case_id).pk]
    assert approve_worked_cases(now=library.now) == 0
