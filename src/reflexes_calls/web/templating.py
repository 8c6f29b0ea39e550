"""Drawing a page: one environment for each language, and what every template is given."""

import hashlib
import secrets
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from reflexes_calls.actions.looking import ApplicationPage
from reflexes_calls.web import formatting
from reflexes_calls.web.addresses import record_address, shelf_address
from reflexes_calls.web.application_words import banner_of
from reflexes_calls.web.forms import REQUEST_FIELD, Field, Sheet
from reflexes_calls.web.notices import NOTICES
from reflexes_calls.web.security import csrf_token, remember_visit
from reflexes_calls.web.translating import (
    LANGUAGE_COOKIE,
    LANGUAGES,
    language_of,
    translations,
    typeset,
)
from reflexes_calls.web.typed_text import linked, list_lines, typed_blocks
from reflexes_calls.web.visitor import demonstration_clock, desk_of, visitor_of
from reflexes_calls.web.words import SHELF_NAMES, SHELF_NOTES, word

SECONDS_OF_A_YEAR = 365 * 24 * 3600
FILTERS: dict[str, Callable[..., str]] = {
    "day": formatting.day,
    "hour": formatting.hour,
    "exact": formatting.exact,
    "moment": formatting.moment,
    "money": formatting.money,
    "number": formatting.number,
    "partial_day": formatting.partial_day,
    "typed_day": formatting.typed_day,
    "weight": formatting.weight,
}


@cache
def environment(language: str) -> Environment:
    """The templates, with the words and the formats of `language`."""
    made = Environment(
        loader=PackageLoader("reflexes_calls.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # given by the extension
    for name, write in FILTERS.items():
        made.filters[name] = partial(write, language=language)
    made.filters |= {"linked": linked, "typed_blocks": typed_blocks, "list_lines": list_lines}
    made.filters["fr"] = typeset if language == "fr" else str
    made.filters["word"] = partial(word, translate=translations(language).gettext)
    made.globals |= {
        "language": language,
        "static": static,
        "record_address": record_address,
        "shelf_address": shelf_address,
        "shelf_name": lambda name: translations(language).gettext(SHELF_NAMES[name]),
        "shelf_note": lambda name: translations(language).gettext(SHELF_NOTES[name]),
        "hue": hue,
    }
    return made


@cache
def static(name: str) -> str:
    """The address of a file of ours; it changes with the content, so that no cache is stale."""
    content = (files("reflexes_calls.web") / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:8]}"


def translator(request: Request) -> Callable[[str], str]:
    """The function that says an English message id in the language of the page."""
    return translations(language_of(request)).gettext


def page(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """The answer that shows `template`; `facts` are what it speaks about."""
    language = language_of(request)
    if isinstance(own := facts.get("own"), ApplicationPage):
        now = desk_of(request).clock.now()
        facts["banner"] = banner_of(own, now, translator(request), language)
    drawn = environment(language).get_template(template).render(_surroundings(request) | facts)
    response = HTMLResponse(drawn, status_code=status)
    response.headers["Content-Language"] = language
    # Some addresses give data too, and the language is that of a cookie.
    response.headers["Vary"] = "Accept, Cookie"
    remember_visit(request, response)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, language, max_age=SECONDS_OF_A_YEAR, samesite="lax", httponly=True
        )
    return response


def see(address: str, *, done: str = "") -> RedirectResponse:
    """After a form: go and see `address`, which says what was `done` (a key of `NOTICES`)."""
    if done and not {"?", "#"}.intersection(address):
        # By far the most: the keys of notices are plain words, and need no quoting.
        return RedirectResponse(f"{address}?done={done}", status_code=303)
    url = URL(address).include_query_params(done=done) if done else URL(address)
    return RedirectResponse(str(url), status_code=303)


def _surroundings(request: Request) -> dict[str, Any]:
    said = translator(request)
    notice = NOTICES.get(request.query_params.get("done", ""), "")
    return {
        "visitor": visitor_of(request),
        "here": request.url.path,
        "canonical": str(request.url.replace(query="", fragment="")),
        "other_language": _switch(request),
        "clock": demonstration_clock(request),
        "notice": said(notice) if notice else "",
        "csrf_field": partial(_csrf_field, request),
        "request_field": _request_field,
        "errors": (),
        "banner": None,
        "sheet": Sheet(fields=()),
        "draw": Field,
    }


def _switch(request: Request) -> tuple[str, str]:
    """The other language and the address of the same page in it."""
    other = "fr" if language_of(request) == "en" else "en"
    url = request.url.include_query_params(lang=other).remove_query_params("done")
    return other, f"{url.path}?{url.query}"


def _csrf_field(request: Request) -> Markup:
    return Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token(request))


def _request_field() -> Markup:
    """The key of a form: clicked twice, it does once what it asks for."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(
        REQUEST_FIELD, secrets.token_hex(16)
    )


def hue(rank: int) -> str:
    """The class that gives the colour of a controversy, from its rank; none for 0."""
    return f"hue-{rank}" if rank else ""
