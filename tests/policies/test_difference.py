"""What changed between two versions is named by part and by the id of what it belongs to."""

from tests.policies.good import GOOD, REMOVED, broken

from gongdao.policies.difference import Change, Changed, diff


def test_the_same_policy_has_no_difference() -> None:
    assert diff(GOOD, broken({})) == ()


def test_a_changed_value_is_named_by_the_id_around_it() -> None:
    after = broken({"deadlines[8].length": "15d", "version": "2025-01"})
    assert diff(GOOD, after) == (
        Changed("version", (Change("version", "2024-01", "2025-01"),)),
        Changed("deadlines", (Change("deadlines[window].length", "7d", "15d"),)),
    )


def test_what_was_added_or_taken_away_has_no_other_side() -> None:
    after = broken(
        {"categories[3]": {"code": "late", "title": {"zh": "迟", "en": "Late"}, "cite": "TRI-1 A"}}
    )
    (changed,) = diff(GOOD, after)
    assert [(change.path, change.before is None) for change in changed.changes] == [
        ("categories[late]", True)
    ]
    (back,) = diff(after, GOOD)
    assert [(change.path, change.after is None) for change in back.changes] == [("categories[late]", True)]


def test_lists_of_plain_values_are_shown_whole() -> None:
    (changed,) = diff(GOOD, broken({"intake.channels": ["web", "hotline", "app"]}))
    assert changed.changes == (Change("intake.channels", ("web", "hotline"), ("web", "hotline", "app")),)


def test_a_part_that_goes_entirely_is_one_change() -> None:
    (changed,) = diff(GOOD, broken({"appeals": REMOVED}))
    assert [change.path for change in changed.changes] == ["appeals"]


def test_priorities_have_no_names_and_are_compared_by_place() -> None:
    (changed,) = diff(GOOD, broken({"priorities[0].when": "repeats > 2"}))
    assert [change.path for change in changed.changes] == ["priorities[0].when"]
