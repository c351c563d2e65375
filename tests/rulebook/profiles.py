"""How many cases the property tests play: few with every run, many with `--hypothesis-profile=long`."""

from hypothesis import settings


def examples(usual: int) -> int:
    """The number of examples of a test under the profile of this run."""
    return usual * settings().max_examples // 100


def length(usual: int) -> int:
    """The number of steps of a course: longer where there is time."""
    return usual * 3 if settings().max_examples > 100 else usual
