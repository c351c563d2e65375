"""The report on how well evidence is read, as a document."""

from collections.abc import Iterator
from typing import Final

from .scoring import Score, interval

_COLUMNS: Final = ("print clean", "print worn", "hand clean", "hand worn")
_WAYS: Final = ("found", "handed", "overlooked", "wrong")
_MOST_FAILURES: Final = 80
_HEAD: Final = """# How well evidence is read

{pictures} pictures, drawn from seed {seed} and read by the program as it stands: {kinds} kinds of exhibits,
in order or lacking something, each clean, rotated, blurred, cropped, dark, recompressed, re-photographed
(from the side, with moiré or paper, uneven light and glare) and turned on its side or head; and more of those
in order. Written by `python -m tests.pictures.accuracy`, run by hand in five to fifteen minutes;
the drawing is in `tests/pictures/`. Rules were tuned on seeds 1 to 5, 900, 901, weights on two written faces;
the pictures here come from another seed, and their handwriting from a pen that was never tuned on, half of it
in black ink.

**Drawn pictures are easier than life**: they know five printed faces, three payment apps, no crumpled labels
and no hand that is hard to read. Take these numbers for an upper bound, and measure your own exhibits before
you rely on them. No check rejects by itself: what is *missing* is told to the party, what is *doubtful* goes
to a person.
"""


def written(score: Score, seconds: float, seed: int) -> str:
    """The whole document. `seconds`: of one processor for a picture."""
    head = _HEAD.format(pictures=score.pictures, seed=seed, kinds=len(score.kinds))
    parts = [head, *_facts(score), *_wears(score), *_checks(score), *_rejections(score), *_failures(score)]
    speed = f"Reading took {seconds:.2f} processor seconds a picture on one core, all kinds together."
    return "\n".join([*parts, "## Speed", "", speed, ""])


def _facts(score: Score) -> Iterator[str]:
    yield "## Facts that are read\n"
    yield "A fact counts as read when its value is exactly right; blanks in names do not count.\n"
    yield "| fact | printed, clean | printed, worn | by hand, clean | by hand, worn |\n|---|---|---|---|---|"
    for kind in sorted({kind for kind, _, _ in score.fields}):
        cells = [_of(score.fields[kind, one, True], score.fields[kind, one, False]) for one in _COLUMNS]
        yield f"| {kind} | {' | '.join(cells)} |"
    shares = [_share(*score.share(one)) for one in _COLUMNS]
    yield f"| all | {' | '.join(shares)} |"
    for wear, aim in (("clean", 0.97), ("worn", 0.90)):
        pairs = [score.share(f"{how} {wear}") for how in ("print", "hand")]
        right, count = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        yield f"\nPrint and hand together, {wear}: {_share(right, count)} (aim {aim:.2f})."
    yield ""


def _wears(score: Score) -> Iterator[str]:
    yield "## Printed facts by wear\n\n| wear | right |\n|---|---|"
    for wear in dict.fromkeys(wear for wear, _ in score.wears):
        yield f"| {wear} | {_of(score.wears[wear, True], score.wears[wear, False])} |"
    yield ""


def _checks(score: Score) -> Iterator[str]:
    yield "## Checks of form\n"
    yield "*Found*: said to be missing. *Handed on*: doubtful, so a person looks. Recall counts both;"
    yield "precision is of what is said to be missing.\n"
    yield "| check | found | handed on | overlooked | wrongly said | recall | precision |"
    yield "|---|---|---|---|---|---|---|"
    for code in sorted({code for code, _ in score.checks}):
        found, handed, overlooked, wrong = (score.checks[code, what] for what in _WAYS)
        yield (
            f"| {code} | {found} | {handed} | {overlooked} | {wrong} |"
            f" {_share(found + handed, found + handed + overlooked)} | {_share(found, found + wrong)} |"
        )
    found, handed, overlooked, wrong = map(score.of_checks, _WAYS)
    recall, precision = _share(found + handed, found + handed + overlooked), _share(found, found + wrong)
    yield f"\nAll: recall {recall}, precision {precision} (aim 0.95).\n"


def _rejections(score: Score) -> Iterator[str]:
    low, high = interval(score.rejected, score.in_order)
    yield "## Said to lack something, though in order\n"
    share = 100 * score.rejected / max(1, score.in_order)
    yield f"{score.rejected} of n = {score.in_order}: {share:.1f} %, with a 95 % confidence interval of"
    yield f"{100 * low:.1f}–{100 * high:.1f} % (aim: at most 1 %)."
    yield f"Another {score.doubted} went to a person as doubtful.\n"


def _failures(score: Score) -> Iterator[str]:
    yield f"## What went wrong\n\n{len(score.wrong)} in all" + (":\n" if score.wrong else ".\n")
    yield from (f"- {line}" for line in score.wrong[:_MOST_FAILURES])
    yield ""


def _of(right: int, wrong: int) -> str:
    return f"{right} of {right + wrong}" if right + wrong else ""


def _share(right: int, count: int) -> str:
    return f"{right / count:.3f}" if count else "—"
