"""T's advance payments end as told: with the return confirmed, and with nothing returned."""

import pytest

from gongdao.rulebook.money import position

pytestmark = pytest.mark.django_db
CONFIRMED = "advance-confirmed"
NOTHING = "nothing-returned"


def balances(demo, story):
    """What each account has by the position of the case, by account and unit."""
    found = {}
    for item in position(demo.played[story].state).values():
        for account, amount in ((item.source, -item.amount), (item.target, item.amount)):
            found[account, item.unit] = found.get((account, item.unit), 0) + amount
    return found


@pytest.mark.rule("FND-2")
def test_confirmed_return_frees_the_advance_and_takes_it_from_the_shop(demo, local):
    state = demo.played[CONFIRMED].state
    assert (state.advances["D1"].status, state.advances["D1"].borne[0].held_fen) == ("recovered", 36_800)
    money, buyer = balances(demo, CONFIRMED), demo.customer(CONFIRMED)
    assert money[f"frozen:{buyer.replace(':', '-')}", "fen"] == 0
    assert (money["fund", "fen"], money["held:TB2024100100871", "fen"]) == (0, 0)
    assert demo.money(CONFIRMED) == {(buyer, "fen"): 36_800}
    # paid on Wednesday 13 November: seven days from the next day, to the end of the 20th
    assert demo.due(CONFIRMED, "advance_return") == local("2024-11-21 00:00")
    assert "advance_freed" in demo.told(CONFIRMED, buyer)


@pytest.mark.rule("FND-3")
def test_nothing_returned_gives_the_fund_its_money_and_the_shop_its_own(demo, local):
    state = demo.played[NOTHING].state
    assert (state.advances["D1"].status, state.advances["D1"].missed) == ("taken_back", True)
    # paid on Tuesday 10 December: to the end of the 17th; missed as the 18th begins,
    # and three days from the next day: to the end of the 21st
    assert demo.due(NOTHING, "advance_return") == local("2024-12-18 00:00")
    assert demo.due(NOTHING, "last_return") == local("2024-12-22 00:00")
    # the platform's seven days rest while the buyer has time for the return
    assert state.deadlines["conclude"].status == "met"
    money, shop = balances(demo, NOTHING), state.hold.shop
    assert money["fund", "fen"] == 0
    assert money[demo.customer(NOTHING), "unreturned_advance"] == 1
    assert demo.money(NOTHING) == {(shop, "fen"): 26_800}


@pytest.mark.parametrize(
    ("story", "course"),
    [
        (
            "advance-confirmed",
            ["opened", "money_held", "offer", "offer_declined", "stepped_in", "advance_paid",
             "return_shipped", "goods_in_order", "advance_recovered", "follow_up", "closed"],
        ),
        ("corrected-listing", ["opened", "charged", "correction", "corrected", "closed"]),
    ],
)  # fmt: skip
def test_table_tells_the_course_and_not_only_its_ends(demo, story, course):
    assert [mark.code for mark in demo.ends[story].course] == course
