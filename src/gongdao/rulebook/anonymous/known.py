"""What is known of a case and must not stand in a text about it: names, contacts, references."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.state import State, people_of

_MARKS: Final = {
    "shop": "seller", "staff": "staff", "technician": "technician", "account": "person",
    "carrier": "company", "insurer": "company", "supplier": "company", "mediator": "company",
    "third_party": "company",
}  # fmt: skip
# Nobody in particular: hiding these would take the sense out of a text.
_IMPERSONAL: Final = frozenset({"department", "company", "system", "clock", "case"})
SHORTEST: Final = 2  # characters of a name; a single one stands in too many other words


class Known(Struct, frozen=True):
    """One thing known: the kind of its mark, whose it is (all names of one get one mark), and the words."""

    kind: str
    whose: str
    words: str


def refs_of(state: State) -> frozenset[str]:
    """Whose names are to be looked up for `known_of`."""
    refs = {ref for ref, _ in people_of(state)} | ({state.order.shop} if state.order else set())
    refs |= {item.by for item in state.exhibits.values()} | {item.by for item in state.findings.values()}
    refs |= {ref for item in state.appeals.values() for ref in (item.by, item.appellant)}
    return frozenset(ref for ref in refs if ref and kind_of(ref) not in _IMPERSONAL)


def known_of(
    state: State, names: Iterable[Mapping[str, str]], read: Iterable[tuple[str, str]] = ()
) -> tuple[Known, ...]:
    """Everything known of a case. `names`: names by reference, in each language; `read`: (kind, words) of its
    evidence, as a recipient or a waybill that was recognised in a picture.
    """
    found = [*_people(state, names), *_references(state)]
    found += [Known(kind, words, words) for kind, words in read]
    return tuple(dict.fromkeys(item for item in found if len(item.words.strip()) >= SHORTEST))


def _people(state: State, names: Iterable[Mapping[str, str]]) -> Iterator[Known]:
    buyer = state.complainant.ref
    for named in names:
        for ref, name in sorted(named.items()):
            if kind_of(ref) not in _IMPERSONAL and ref in refs_of(state):
                yield Known(_kind(ref, buyer), ref, name)
    for party in (state.complainant, *state.respondents):
        yield Known(_kind(party.ref, buyer), party.ref, party.name)
        for contact in party.contact.replace("，", ",").replace("；", ",").split(","):
            yield Known("mail" if "@" in contact else "phone", contact.strip(), contact.strip())


def _kind(ref: str, buyer: str) -> str:
    if ref == buyer and kind_of(ref) == "customer":
        return "buyer"
    return _MARKS.get(kind_of(ref), "person")


def _references(state: State) -> Iterator[Known]:
    orders = [state.order_no, *([state.order.number] if state.order else [])]
    waybills = [*([state.order.waybill] if state.order else [])]
    waybills += [item.waybill for item in state.voids.values()]
    waybills += [item.waybill for item in state.order_changes.values()]
    waybills += [item.waybill for item in state.parcels.values()]
    yield from (Known("order", words, words) for words in orders)
    yield from (Known("waybill", words, words) for words in waybills)
