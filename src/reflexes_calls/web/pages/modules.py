"""Composing a training module: what is chosen, the running sheet beside it, and every file."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes import training
from reflexes_calls.actions.composing_modules import SUBJECTS, Composed, compose_module
from reflexes_calls.domain.errors import FieldRefusal, NotFound
from reflexes_calls.web.forms import Field, Sheet
from reflexes_calls.web.module_files import file_page, files_page
from reflexes_calls.web.module_words import (
    activity_choices,
    facts_of,
    name,
    refusals_told,
)
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of
from reflexes_calls.wording import sentence

router = APIRouter()

LONGEST_SEARCH = 120
MOST_FOUND = 60
SINGLE = ("public", "length", "modality", "group")
LABELS = {
    "q": N_("Subject"),
    "public": N_("Public"),
    "length": N_("Length"),
    "modality": N_("Where people are"),
    "group": N_("How many people"),
}
ACTIVITY = N_("Activity %(place)s")


@router.get("/modules/composer")
def compose(request: Request) -> Response:
    """Choose, and see at once the running sheet that follows."""
    composed = composed_here(request)
    words = translator(request)
    errors = errors_of(request, composed)
    facts = facts_of(composed.module, words) if composed.module else {"module": None}
    query = urlencode(kept_choices(request, composed))
    return page(
        request,
        "modules/composer.html",
        status=422 if errors else 200,
        errors=errors,
        sheet=_sheet(request, composed, errors),
        subjects=_subjects(request, composed),
        chosen=composed.choices.about,
        searched=_searched(request),
        query=query,
        has_activities=any(composed.choices.activities),
        **facts,
    )


@router.get("/modules/composer/fichiers")
def list_files(request: Request) -> Response:
    """Every file of what was chosen."""
    composed = _whole(request)
    words = translator(request)
    query = f"?{urlencode(kept_choices(request, composed))}"
    crumbs = [
        ("/modules", words(N_("Modules"))),
        (f"/modules/composer{query}", words(N_("Compose"))),
    ]
    assert composed.module is not None  # noqa: S101  # looked at above
    return files_page(
        request, composed.module, base="/modules/composer/fichiers", query=query, crumbs=crumbs
    )


@router.get("/modules/composer/fichiers/{file}")
def give_file(request: Request, file: str) -> Response:
    """One file of what was chosen, or all in a zip."""
    composed = _whole(request)
    assert composed.module is not None  # noqa: S101  # looked at above
    return file_page(request, composed.module, file)


def _whole(request: Request) -> Composed:
    """What was chosen, when a module comes of it."""
    composed = composed_here(request)
    if composed.module is None:
        raise NotFound("module")
    return composed


def composed_here(request: Request, given: Mapping[str, Any] | None = None) -> Composed:
    """What comes of the choices in the address, or of those that a form repeats."""
    asked = request.query_params
    about = given["about"] if given else asked.getlist("about")
    raw = given or {each: asked.get(each, "") for each in SINGLE}
    places = (f"activity-{place}" for place in range(1, 13))
    activities = [str((given or asked).get(each, "")) for each in places]
    return compose_module(desk_of(request), raw, about, activities, language_of(request))


def kept_choices(request: Request, composed: Composed) -> list[tuple[str, str]]:
    """The choices as an address says them again."""
    asked, choices = request.query_params, composed.choices
    pairs = [("about", code) for code in choices.about]
    pairs += [(each, asked[each]) for each in SINGLE if asked.get(each)]
    pairs += [
        (f"activity-{place}", code) for place, code in enumerate(choices.activities, 1) if code
    ]
    return [*pairs, ("lang", language_of(request))]


def errors_of(request: Request, composed: Composed) -> tuple[tuple[str, str], ...]:
    """Everything that is in the way, each under its field."""
    words, language = translator(request), language_of(request)
    told = [(each.field, _told(each, words)) for each in composed.refusals]
    return (*told, *refusals_told(composed.of_library, words, language))


def _told(refusal: FieldRefusal, words: Any) -> str:
    field, _, place = refusal.field.partition("-")
    label = words(ACTIVITY) % {"place": place} if place else words(LABELS[field])
    return f"{label} – {sentence(refusal, words)}"


def _searched(request: Request) -> str:
    return request.query_params.get("q", "")[:LONGEST_SEARCH].replace("\0", " ").strip()


def _subjects(request: Request, composed: Composed) -> list[tuple[str, list[tuple[str, str]]]]:
    """The subjects to tick, shelf by shelf: all of them, or those that were found."""
    catalogue, language = desk_of(request).catalogue, language_of(request)
    words = _searched(request)
    found: set[str] | None = None
    if words:
        result = catalogue.search(words, limit=MOST_FOUND, language=language)
        found = {hit.record.code for hit in result.hits}
    shown = []
    for shelf in SUBJECTS:
        known = [
            (each.code, each.title.in_language(language))
            for each in catalogue.shelf(shelf)
            if not getattr(each, "is_name_alone", False)
            and (found is None or each.code in found or each.code in composed.choices.about)
        ]
        if known:
            shown.append((shelf, known))
    return shown


def _sheet(request: Request, composed: Composed, errors: tuple[tuple[str, str], ...]) -> Sheet:
    words, choices = translator(request), composed.choices
    wrong = dict(reversed(errors))
    closed = {
        "public": (training.Public, choices.public),
        "length": (training.Length, choices.length),
        "modality": (training.Modality, choices.modality or ""),
    }
    usual = ("", words(N_("As is usual for this length")))
    fields = [
        Field(
            name=each,
            label=words(LABELS[each]),
            kind="radio",
            value=str(chosen),
            error=wrong.get(each, ""),
            choices=(
                *((usual,) if each == "modality" else ()),
                *((value.value, name(value, words)) for value in kind),
            ),
        )
        for each, (kind, chosen) in closed.items()
    ]
    fields.append(
        Field(
            name="group",
            label=words(LABELS["group"]),
            kind="whole",
            value=request.query_params.get("group", "")[:12],
            error=wrong.get("group", ""),
            hint=words(N_("Leave empty if you do not know yet.")),
            optional=True,
        )
    )
    return Sheet(fields=(*fields, *_activity_fields(request, composed, wrong)), errors=errors)


def _activity_fields(request: Request, composed: Composed, wrong: dict[str, str]) -> list[Field]:
    words, choices = translator(request), composed.choices
    wanted = choices.activities + ("",) * training.places_of(choices.length)
    return [
        Field(
            name=f"activity-{place}",
            label=words(ACTIVITY) % {"place": place},
            kind="choice",
            value=wanted[place - 1],
            error=wrong.get(f"activity-{place}", ""),
            choices=activity_choices(words),
            optional=True,
        )
        for place in range(1, training.places_of(choices.length) + 1)
    ]
