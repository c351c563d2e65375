"""AST-7: precedents like an appeal, in order of what they have in common, and why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.precedents import Library

from gongdao.insight.models import Precedent
from gongdao.insight.precedents.similar import Wanted, asking, similar
from gongdao.lib.words import terms_of
from gongdao.rulebook.actor import Actor

pytestmark = pytest.mark.rule("AST-7", "APP-17")
PARTY = Actor(ref="customer:9", refs=frozenset({"customer:9"}))
POLICY = "workorder-liability"


def asked(library: Library, **values: object) -> Wanted:
    ground = Precedent.objects.get(pk=library.won).ground
    begun = {"policy": POLICY, "category": "unpacking_damage", "ground": ground, "kinds": ("handover_form",)}
    return Wanted(**{**begun, "text": "提货时外箱有压痕，交接单已注明", **values})  # type: ignore[arg-type]


def test_what_is_alike_is_said(library: Library) -> None:
    library.approve(library.won)
    (found,) = similar(PARTY, asked(library))
    assert found.item.id == library.won
    assert (found.same_category, found.same_ground, found.kinds) == (True, True, ("handover_form",))
    assert set(found.words) >= {"提货", "压痕", "注明"}


def test_an_appeal_that_is_only_begun_finds_those_of_its_category(library: Library) -> None:
    library.approve(library.won)
    (found,) = similar(PARTY, Wanted(POLICY, "unpacking_damage"))
    assert (found.item.id, found.same_ground, found.kinds, found.words) == (library.won, False, (), ())
    assert similar(PARTY, Wanted("user-appeal", "unpacking_damage", text="交接单压痕")) == ()


def test_those_that_lost_are_for_reviewers_who_ask_for_them(library: Library) -> None:
    library.approve(library.lost)
    wanted = Wanted(POLICY, "service_quality", text="加价")
    assert similar(PARTY, wanted) == ()
    assert similar(PARTY, wanted, won_only=False) == ()
    assert similar(library.actor("guqing"), wanted) == ()
    (found,) = similar(library.actor("guqing"), wanted, won_only=False)
    assert found.item.id == library.lost


def test_category_and_ground_count_before_evidence_before_words(library: Library) -> None:
    one = library.approve(library.won)
    words_only = library.copies(one.pk, 1, category="attitude", ground="x", facts=one.facts | {"kinds": []})
    evidence = library.copies(one.pk, 1, ground="x")
    found = [item.item.id for item in similar(PARTY, asked(library))]
    assert found == [one.pk, evidence[0].pk, words_only[0].pk]
    fewer = library.copies(one.pk, 1, facts=one.facts | {"kinds": []})
    plainer = library.copies(one.pk, 1, texts={"problem": "无关"})
    found = [item.item.id for item in similar(PARTY, asked(library))]
    assert found == [one.pk, plainer[0].pk, fewer[0].pk, evidence[0].pk, words_only[0].pk]


def test_numbers_and_names_in_what_one_types_are_not_asked_for(library: Library) -> None:
    library.approve(library.won)
    text = "收件人：陈小明，电话13800138000，订单号AZ2024053100087'); DROP TABLE x; -- 压痕"
    (found,) = similar(PARTY, asked(library, text=text))
    assert found.words == ("压痕",)


def test_one_statement_however_many_there_are(library: Library) -> None:
    one = library.approve(library.won)
    wanted = asked(library)
    for more in (0, 2):
        library.copies(one.pk, more)
        with CaptureQueriesContext(connection) as queries:
            assert len(similar(PARTY, wanted)) == 1 + more
        assert len(queries) == 1


def test_every_portion_is_read_by_an_index_and_bounded(library: Library) -> None:
    one = library.approve(library.won)
    library.copies(one.pk, 1500)
    rare = asked(library, category="attitude", ground="x", kinds=("weighing",), text="称重记录不符")
    sql, params = asking(PARTY, rare, won_only=True, limit=5)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE insight_precedent")
        # The tables of tests are small: without this the server may rather read all of one.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert sql.count("LIMIT 80") == 9
    assert plan.count("insight_precedent_words") >= 6  # what is common is met anyway
    assert "insight_precedent_category" in plan
    assert "Seq Scan" not in plan


def test_terms_are_words_that_say_something() -> None:
    assert terms_of("我们在提货时发现外箱有压痕，the box was crushed 20240506") == (
        "提货",
        "发现",
        "外箱",
        "压痕",
        "box",
        "crushed",
    )
