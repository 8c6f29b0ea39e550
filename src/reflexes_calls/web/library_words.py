"""The words of the library, in the language of the visitor."""

from collections.abc import Callable

from starlette.requests import Request

from reflexes.evaluation import words_in
from reflexes_calls.web.translating import language_of


def in_words(request: Request) -> Callable[[str], str]:
    """What says a message of the library in the language of the visitor."""
    return words_in(language_of(request))
