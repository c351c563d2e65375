"""The one door: what a command does, what refuses it, and what it costs."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongdao.casework.actions import handle
from gongdao.casework.models import Case, Event, Request
from gongdao.casework.outcome import CaseNotFound, KeyConflict, StaleCase
from gongdao.letters.models import Message
from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Party

from .company import DAY, HOUR, Company, party


def test_opening_writes_case_events_parties_words_and_messages(company: Company) -> None:
    opened = company.open()
    case = Case.objects.get(id=opened.case_id)
    assert (case.status, case.version, case.handler) == ("received", opened.version, company.agent.ref)
    assert list(case.events.order_by("seq").values_list("type", flat=True)) == [
        e.type_of(event) for event in opened.events
    ]
    assert set(case.parties.values_list("ref", "role")) == {
        ("customer:1", "complainant"),
        (company.agent.ref, "handler"),
    }
    assert Message.objects.filter(case_id=case.id, recipient="customer:1").count() == 2
    assert "退款" in str(case.search.words)


@pytest.mark.rule("INT-3")
def test_numbers_are_year_month_serial_of_receipt_in_the_zone_of_the_policy(company: Company) -> None:
    assert company.open().number == "202405-001"
    assert company.open().number == "202405-002"
    # Half past eleven at night of 30 April in London is 1 May in Shanghai.
    late = company.open(received_at=datetime(2024, 4, 30, 23, 30, tzinfo=UTC))
    assert late.number == "202405-003"
    assert company.open(received_at=datetime(2024, 4, 30, 12, 0, tzinfo=UTC)).number == "202404-001"


@pytest.mark.rule("INT-3")
def test_serials_grow_past_three_digits(company: Company) -> None:
    company.open()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('casework_serial_202405', 999)")
    assert company.open().number == "202405-1000"


@pytest.mark.rule("INT-6")
def test_earlier_cases_of_customer_order_and_shop_are_recognised(company: Company) -> None:
    shop = Party(ref="shop:5")
    first = company.open(order_no="A1")
    second = company.open(complainant=Party(ref="customer:8"), order_no="A1")
    third = company.open(complainant=Party(ref="customer:9"), order_no="A2", respondents=(shop,))
    again = company.open(order_no="A1", respondents=(shop,))
    assert again.state.related == (third.case_id, second.case_id, first.case_id)
    assert again.state.repeats == 3


@pytest.mark.rule("INT-6")
def test_only_the_last_ninety_days_count_as_repeated(company: Company) -> None:
    old = company.open(received_at=company.now - 91 * DAY)
    again = company.open()
    assert (again.state.related, again.state.repeats) == ((old.case_id,), 0)


def test_opening_costs_two_statements(company: Company) -> None:
    company.open()  # warms what is kept for seconds
    with CaptureQueriesContext(connection) as captured:
        company.open()
    assert len(captured) == 2


def test_a_command_costs_two_statements_within_its_transaction(company: Company) -> None:
    opened = company.open()
    with CaptureQueriesContext(connection) as captured:
        company.act(c.AddNote(text="已联系"), company.agent, opened)
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 2


def test_filing_an_appeal_costs_six_statements(company: Company) -> None:
    judged = company.judged()
    appeal = company.appeal()
    with CaptureQueriesContext(connection) as captured:
        company.act(appeal, company.technician, judged, company.now + DAY)
    # case, evidence, lock, counts, write, custody
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 6


# --- who may -------------------------------------------------------------------------------------


def test_a_stranger_and_an_absent_case_get_the_same_answer(company: Company) -> None:
    opened = company.open()
    with pytest.raises(CaseNotFound) as forbidden:
        company.act(c.WithdrawCase(reason="x"), company.stranger, opened)
    with pytest.raises(CaseNotFound) as absent:
        company.act(c.WithdrawCase(reason="x"), company.stranger, "202405-999")
    assert str(forbidden.value).replace(opened.number, "") == str(absent.value).replace("202405-999", "")


@pytest.mark.parametrize("number", ["", "x", "202413-001", "202405-0", "202405-99999999", "'; DROP"])
def test_what_is_no_number_is_an_absent_case(company: Company, number: str) -> None:
    with pytest.raises(CaseNotFound):
        company.act(c.AddNote(text="x"), company.agent, number)


def test_a_colleague_does_not_see_anothers_case(company: Company) -> None:
    opened = company.open()
    with pytest.raises(CaseNotFound):
        company.act(c.AddNote(text="x"), company.colleague, opened)


def test_the_owner_may_withdraw_but_not_judge(company: Company) -> None:
    opened = company.open()
    with pytest.raises(Refused) as refused:
        company.act(c.JudgeEstablishment(established=False, reason="x"), company.customer, opened)
    assert refused.value.refusal.code == "not_permitted"
    assert (
        company.act(c.WithdrawCase(reason="已私下解决"), company.customer, opened).state.status == "withdrawn"
    )


def test_nobody_opens_a_case_in_anothers_name(company: Company) -> None:
    with pytest.raises(Refused):
        handle(company.complaint(), actor=company.stranger, now=company.now)
    assert not Case.objects.exists()


def test_a_case_opens_only_under_a_policy_in_force(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        company.open(policy="no-such-policy")
    assert refused.value.refusal.code == "no_policy_in_force"
    with pytest.raises(Refused) as early:
        company.open(received_at=datetime(2001, 1, 1, tzinfo=UTC))
    assert early.value.refusal.code == "no_policy_in_force"


# --- the page is stale ---------------------------------------------------------------------------


def test_acting_on_a_stale_page_shows_what_changed(company: Company) -> None:
    opened = company.open()
    company.act(c.RespondFirst(text="您好"), company.agent, opened, company.now + HOUR)
    with pytest.raises(StaleCase) as stale:
        handle(
            c.AddNote(text="x"), actor=company.agent, now=company.now + HOUR, number=opened.number,
            expected_version=opened.version,
        )  # fmt: skip
    assert e.type_of(stale.value.changed[0].event) == "first_response_given"
    assert stale.value.version == Case.objects.get().version


def test_a_stale_page_shows_a_party_only_what_it_may_see(company: Company) -> None:
    opened = company.open()
    company.act(c.AddNote(text="内部"), company.agent, opened)
    with pytest.raises(StaleCase) as stale:
        handle(
            c.WithdrawCase(reason="x"), actor=company.customer, now=company.now, number=opened.number,
            expected_version=opened.version,
        )  # fmt: skip
    assert stale.value.changed == ()


def test_the_current_version_is_accepted(company: Company) -> None:
    opened = company.open()
    done = handle(
        c.AddNote(text="x"), actor=company.agent, now=company.now, number=opened.number,
        expected_version=opened.version,
    )  # fmt: skip
    assert done.version == opened.version + 1


# --- the same command twice ----------------------------------------------------------------------


def test_the_same_key_opens_once_and_answers_the_same(company: Company) -> None:
    first = handle(company.complaint(), actor=company.customer, now=company.now, idempotency_key="k1")
    again = handle(company.complaint(), actor=company.customer, now=company.now + HOUR, idempotency_key="k1")
    assert (again.number, again.state, again.events) == (first.number, first.state, first.events)
    assert (first.replayed, again.replayed) == (False, True)
    assert Case.objects.count() == 1


def test_a_repeated_opening_takes_no_number(company: Company) -> None:
    for _ in range(3):
        handle(company.complaint(), actor=company.customer, now=company.now, idempotency_key="k1")
    assert company.open().number == "202405-002"


def test_a_replay_shows_the_case_as_it_stood_then(company: Company) -> None:
    opened = company.open()
    first = handle(
        c.RespondFirst(text="您好"), actor=company.agent, now=company.now, number=opened.number,
        idempotency_key="k1",
    )  # fmt: skip
    company.act(c.AddNote(text="后来"), company.agent, opened, company.now + HOUR)
    again = handle(
        c.RespondFirst(text="您好"), actor=company.agent, now=company.now + HOUR, number=opened.number,
        idempotency_key="k1",
    )  # fmt: skip
    assert (again.version, again.state, again.events) == (first.version, first.state, first.events)


def test_another_command_under_the_same_key_is_a_conflict(company: Company) -> None:
    opened = handle(company.complaint(), actor=company.customer, now=company.now, idempotency_key="k1")
    with pytest.raises(KeyConflict):
        handle(
            company.complaint(order_no="other"), actor=company.customer, now=company.now, idempotency_key="k1"
        )
    with pytest.raises(KeyConflict):
        handle(
            c.WithdrawCase(reason="x"), actor=company.customer, now=company.now, number=opened.number,
            idempotency_key="k1",
        )  # fmt: skip


def test_keys_belong_to_their_actor(company: Company) -> None:
    first = handle(company.complaint(), actor=company.customer, now=company.now, idempotency_key="k1")
    command = company.complaint(complainant=Party(ref="customer:2"))
    second = handle(command, actor=company.stranger, now=company.now, idempotency_key="k1")
    assert first.number != second.number


def test_a_refused_command_leaves_its_key_free(company: Company) -> None:
    opened = company.open()
    with pytest.raises(Refused):
        handle(
            c.KeepPromise(id="V1", text="x"), actor=company.agent, now=company.now, number=opened.number,
            idempotency_key="k1",
        )  # fmt: skip
    assert not Request.objects.exists()


@pytest.mark.parametrize("key", ["", " ", "a b", "密", "x" * 201, "a\n"])
def test_a_bad_key_is_refused(company: Company, key: str) -> None:
    with pytest.raises(Refused) as refused:
        handle(company.complaint(), actor=company.customer, now=company.now, idempotency_key=key)
    assert refused.value.refusal.params["field"] == "idempotency_key"


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["a\x00b", "\x00", "a\x1fb", "\x7f", "\ud800", "好\udfff", "x" * 20_001, "", "a\x0cb", "a\x08b"]
)
def test_texts_that_cannot_be_kept_are_refused_before_the_database_sees_them(
    company: Company, text: str
) -> None:
    opened = company.open()
    with CaptureQueriesContext(connection) as captured, pytest.raises(Refused) as refused:
        company.act(c.AddNote(text=text), company.agent, opened)
    assert (refused.value.refusal.code, refused.value.refusal.params) == ("bad_value", {"field": "text"})
    assert len(captured) == 0


def test_bad_text_is_found_where_it_stands(company: Company) -> None:
    with pytest.raises(Refused) as nested:
        company.open(complainant=Party(ref="customer:1", name="王\x00"))
    assert nested.value.refusal.params == {"field": "complainant.name"}
    with pytest.raises(Refused) as listed:
        company.open(respondents=(Party(ref="shop:1"), Party(ref="shop:2", name="\x01")))
    assert listed.value.refusal.params == {"field": "respondents[1].name"}


@pytest.mark.parametrize("blank", [" ", "   ", "\u3000", "\t\n", "\xa0 "])
def test_a_text_of_blanks_says_nothing(company: Company, blank: str) -> None:
    """An answer of blanks would keep the limit of the first response without answering anybody (SLA-1)."""
    with pytest.raises(Refused) as filed:
        company.open(description=blank)
    assert filed.value.refusal.params == {"field": "description"}
    with pytest.raises(Refused) as nested:
        company.open(respondents=(Party(ref="shop:1"), Party(ref="shop:2", name=blank)))
    assert nested.value.refusal.params == {"field": "respondents[1].name"}
    opened = company.open()
    with pytest.raises(Refused) as answered:
        company.act(c.RespondFirst(text=blank), company.agent, opened)
    assert (answered.value.refusal.code, answered.value.refusal.params) == ("bad_value", {"field": "text"})
    assert (
        company.act(c.AddNote(text=f'{blank}说":" "{blank}'), company.agent, opened).version > opened.version
    )


@pytest.mark.parametrize("text", [r"literal \b and \u0000", "a\tb\nc\r\nd", "🙂", "‮", "\x85", "𠮷"])
def test_unusual_but_honest_texts_are_kept_as_they_are(company: Company, text: str) -> None:
    opened = company.open()
    company.act(c.AddNote(text=text), company.agent, opened)
    assert Event.objects.filter(case_id=opened.case_id, type="note_added").get().body["text"] == text


@pytest.mark.parametrize(
    "changes", [{"amount_fen": -1}, {"amount_fen": 10**13}, {"people_affected": 0}, {"channel": "pigeon"}]
)
def test_impossible_values_are_refused(company: Company, changes: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        company.open(**changes)
    assert (refused.value.refusal.code, refused.value.refusal.params["field"]) == ("bad_value", *changes)


def test_a_case_cannot_be_received_in_the_future(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        company.open(received_at=company.now + DAY)
    assert refused.value.refusal.params["field"] == "received_at"


def test_a_refusal_changes_nothing(company: Company) -> None:
    opened = company.open()
    before = (Case.objects.values_list().get(), Event.objects.count(), Message.objects.count())
    with pytest.raises(Refused):
        company.act(c.KeepPromise(id="V9", text="x"), company.agent, opened)
    assert (Case.objects.values_list().get(), Event.objects.count(), Message.objects.count()) == before


# --- time ----------------------------------------------------------------------------------------


@pytest.mark.rule("SLA-10")
def test_what_the_clock_owes_happens_before_a_command(company: Company) -> None:
    opened = company.open()
    done = company.act(c.AddNote(text="x"), company.agent, opened, company.now + 3 * DAY)
    types = [e.type_of(event) for event in done.events]
    assert types.index("deadline_lapsed") < types.index("note_added")
    log = list(Event.objects.filter(case_id=opened.case_id).order_by("seq").values_list("at", flat=True))
    assert log == sorted(log)


@pytest.mark.rule("APP-2")
def test_an_appeal_after_the_window_finds_the_finding_final_even_if_no_worker_ran(company: Company) -> None:
    judged = company.judged()
    with pytest.raises(Refused) as refused:
        company.appealed(judged, now=company.now + 8 * DAY)
    assert (refused.value.refusal.rule, refused.value.refusal.code) == ("APP-2", "window_closed")


def test_a_clock_that_lags_does_not_turn_the_log_back(company: Company) -> None:
    opened = company.open(now=company.now + HOUR)
    company.act(c.AddNote(text="x"), company.agent, opened, company.now)
    assert Event.objects.get(type="note_added").at == company.now + HOUR


def test_the_dossier_follows_closing(company: Company) -> None:
    from gongdao.people.actions import Person, find_or_create_customer
    from gongdao.people.models import Customer

    known = find_or_create_customer(now=company.now, person=Person("王女士", "13812345678"))
    opened = company.open(complainant=Party(ref=known.ref, contact="13812345678"))
    company.act(c.RespondFirst(text="您好"), company.agent, opened)
    company.act(c.JudgeEstablishment(established=False, reason="非本店订单"), company.agent, opened)
    customer = Customer.objects.get()
    closed = Case.objects.get().status == "closed"
    assert customer.cases_closed == int(closed)
    assert party(known.ref).acts_for(known.ref)
