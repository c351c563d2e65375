"""A catalogue file held against the rules in force: what was hit, rule by rule."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from gongdao.intake.catalogue.reading import Catalogue, Unread
from gongdao.intake.files.problems import BadFile
from gongdao.intake.files.values import guarded
from gongdao.letters.wording import say, say_value
from gongdao.people.models import Shop
from gongdao.policies import queries as policies
from gongdao.rulebook.listing import Goods, Hit, check
from gongdao.rulebook.policy import Policy

POLICY: Final = "merchant-conduct"
_EVERY: Final = 1_000  # rows between two reports of progress

Progress = Callable[[int, int], None]
"""Told how many rows were read, and about how many there are."""


class Checked(Struct, frozen=True):
    """What came of a file. `by_rule`: hits by rule; `unread`: values that could not be read."""

    policy: Policy
    catalogue: Catalogue
    goods: int
    hits: tuple[Hit, ...]
    by_rule: dict[str, int]
    unread: tuple[Unread, ...]


def check_file(
    path: Path,
    *,
    now: datetime,
    shop: str = "",
    policy: str = POLICY,
    sheet: str = "",
    progress: Progress | None = None,
) -> Checked:
    """Check every listing of a file under the policy in force. `shop`: code; "": a column says it.

    Raises BadFile for a file that cannot be read, a shop that is unknown, or a policy without listing rules.
    """
    try:
        law = policies.in_force(policy, now)
    except policies.NoSuchPolicy:
        raise BadFile("no_listing_rules", policy=policy) from None
    if law.conduct is None or law.conduct.listing is None:
        raise BadFile("no_listing_rules", policy=policy)
    catalogue = Catalogue(path, shop=_ref(shop) if shop else "", shops=_shops(), sheet=sheet)
    counter: Counter[str] = Counter()
    goods = _counted(catalogue, counter, progress)
    hits = tuple(check(law.conduct.listing, goods))
    by_rule: Counter[str] = Counter(hit.check for hit in hits)
    ordered: dict[str, int] = {
        rule.check: by_rule[rule.check] for rule in law.conduct.listing.rules if by_rule[rule.check]
    }
    return Checked(law, catalogue, counter["goods"], hits, ordered, tuple(catalogue.unread))


def _counted(catalogue: Catalogue, counter: Counter[str], progress: Progress | None) -> Iterator[Goods]:
    for goods in catalogue.goods():
        counter["goods"] += 1
        if progress is not None and counter["goods"] % _EVERY == 0:
            progress(counter["goods"], catalogue.lines)
        yield goods
    if progress is not None:
        progress(counter["goods"], counter["goods"])


def _ref(code: str) -> str:
    key = Shop.objects.filter(code=code, is_active=True).values_list("pk", flat=True).first()
    if key is None:
        raise BadFile("unknown_shop", line=0, name=code)
    return f"shop:{key}"


def _shops() -> dict[str, str]:
    rows = Shop.objects.filter(is_active=True).values_list("pk", "code", "name")
    return {name: f"shop:{key}" for key, code, title in rows for name in (title, code)}


def in_words(hit: Hit, language: str) -> str:
    """What was seen, as a sentence."""
    return say(f"listing.{hit.seen}", language, goods=list(hit.goods[:20]), **hit.params)


def write_hits(checked: Checked, target: Path, language: str) -> None:
    """The hits as a table: rule, listings, lines, what was seen. Raises BadFile."""
    try:
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(say(f"catalogue.column.{name}", language) for name in _COLUMNS)
            for hit in checked.hits:
                rule = say_value("check", hit.check, language, kind="listing_rule")
                lines = " ".join(map(str, hit.lines))
                row = (rule, " ".join(hit.goods), lines, in_words(hit, language))
                writer.writerow(map(guarded, row))
    except OSError:
        raise BadFile("not_writable", name=str(target)) from None


_COLUMNS: Final = ("rule", "goods", "lines", "seen")
