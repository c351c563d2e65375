"""In which language the reader of this request reads."""

from django.utils.translation import get_language

from gongdao.letters.wording import Language, reading_language


def language_now() -> Language:
    """The language of the request."""
    return reading_language(get_language())
