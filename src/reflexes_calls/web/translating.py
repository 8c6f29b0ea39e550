"""Which language a page speaks, and the French words for the English message ids."""

import io
import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request

LANGUAGES = ("fr", "en")
DEFAULT_LANGUAGE = "fr"
LANGUAGE_COOKIE = "reflexes-language"

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
HARD_SPACE = "\N{NO-BREAK SPACE}"
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"


def typeset(text: str) -> str:
    """French typography for a sentence written with ordinary spaces and straight apostrophes.

    Only spaces that are there are hardened, so that an address keeps its colon.
    """
    text = re.sub(r" (?=[;!?])", NARROW_SPACE, text)
    text = re.sub(r" (?=[:»])|(?<=«) ", HARD_SPACE, text)
    return re.sub(r"(?<=\w)'(?=\w)", APOSTROPHE, text)


class FrenchTranslations(GNUTranslations):
    """The French words, typeset as they are read."""

    def gettext(self, message: str) -> str:
        """The French for `message`."""
        return typeset(super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The French for one or for several."""
        return typeset(super().ngettext(msgid1, msgid2, n))


@cache
def translations(language: str) -> NullTranslations:
    """The words of `language`; English is what the message ids already say."""
    if language != "fr":
        return NullTranslations()
    return FrenchTranslations(io.BytesIO(_compiled("fr")))


def _compiled(language: str) -> bytes:
    """The compiled words; a checkout that was never built compiles them in memory."""
    folder = files("reflexes_calls") / "locale" / language / "LC_MESSAGES"
    built = folder / "calls.mo"
    if built.is_file() and not _is_older(built, folder / "calls.po"):
        return built.read_bytes()
    catalog = read_po(io.BytesIO((folder / "calls.po").read_bytes()), locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    return compiled.getvalue()


def _is_older(built: Traversable, source: Traversable) -> bool:
    if not isinstance(built, Path) or not isinstance(source, Path):
        return False
    return built.stat().st_mtime < source.stat().st_mtime


def language_of(request: Request) -> str:
    """The language asked for: `?lang=`, then the cookie, then French."""
    for asked in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if asked in LANGUAGES:
            return asked
    return DEFAULT_LANGUAGE
