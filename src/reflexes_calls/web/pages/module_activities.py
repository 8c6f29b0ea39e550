"""One activity of one's module: its texts, its objectives, and what may take its place."""

from collections.abc import Mapping
from typing import Any

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes import training
from reflexes_calls.actions.keeping_modules import (
    ModulePage,
    alternatives,
    exchanged,
    module_page,
    save_change,
    with_texts,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, Refused
from reflexes_calls.domain.module_texts import ActivityTexts, ObjectiveTexts
from reflexes_calls.domain.modules import Change
from reflexes_calls.web.forms import Field, Posted, draw_field, specs_of
from reflexes_calls.web.module_words import ACTIVITIES, facts_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import SENTENCES, sentence

router = APIRouter()

KEPT = N_("Kept elsewhere meanwhile: %(kept)s")
OBJECTIVE = N_("Objective “%(code)s” – ")


@router.get("/mes-modules/{public_id}/activites/{activity}")
def show(request: Request, public_id: str, activity: str) -> Response:
    """The texts of an activity, and what may take its place."""
    shown = module_page(desk_of(request), signed_in(request), public_id)
    return _drawn(request, shown, activity)


@router.post("/mes-modules/{public_id}/activites/{activity}")
def save(request: Request, public_id: str, activity: str, form: Posted) -> Response:
    """Keep the texts, or put another activity in the place of this one."""
    desk, person, to = desk_of(request), signed_in(request), form.text("to")
    mend = exchanged(desk, activity, to) if to else with_texts(activity, form.values)
    kind = Change.EXCHANGED if to else Change.WRITTEN
    try:
        save_change(desk, person, public_id, kind, mend, revision=form.revision)
    except (Invalid, Conflict) as refused:
        shown = module_page(desk, person, public_id)
        return _drawn(request, shown, activity, typed=form.values, refused=refused)
    here = f"/mes-modules/{public_id}"
    return see(here if to else f"{here}/activites/{activity}", done="saved")


def _drawn(
    request: Request,
    shown: ModulePage,
    code: str,
    *,
    typed: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    module = shown.module
    activity = next((each for each in module.activities if each.code == code), None)
    if activity is None:
        raise NotFound("activity", code)
    words = translator(request)
    objectives = [each for each in module.objectives if each.code in activity.objectives]
    errors = _errors(refused, objectives, words)
    told = training.told(shown.refusals, module, language_of(request))
    anchors = {code, *(each.code for each in objectives)}
    draw = _Drawing(words, typed, dict(reversed(errors)), isinstance(refused, Conflict))
    return page(
        request,
        "modules/activity.html",
        status=status_of(refused) if refused else 200,
        shown=shown,
        kept=shown.kept,
        activity=activity,
        errors=errors,
        told=[each for each in told if each.anchor in anchors],
        texts=draw.fields(ActivityTexts, activity, ""),
        objectives=[
            (each, draw.fields(ObjectiveTexts, each, f"{each.code}.")) for each in objectives
        ],
        others=_others(request, shown, code),
        here_tab="",
        **facts_of(module, words),
    )


class _Drawing:
    """Draws the fields of a record: what was typed, or what is kept."""

    def __init__(
        self,
        words: Any,
        typed: Mapping[str, str] | None,
        wrong: Mapping[str, str],
        is_conflict: bool,  # noqa: FBT001  # said once, just above
    ) -> None:
        self.words, self.typed, self.wrong, self.is_conflict = words, typed, wrong, is_conflict

    def fields(self, kind: type, item: object, prefix: str) -> list[Field]:
        """The fields of `kind`, their values those of `item` unless others were typed."""
        return [
            self._field(prefix + name, spec, getattr(item, name))
            for name, spec in specs_of(kind).items()
        ]

    def _field(self, name: str, spec: Any, kept: str) -> Field:
        value = kept if self.typed is None else self.typed.get(name, kept)
        field = draw_field(name, spec, self.words, value=value, error=self.wrong.get(name, ""))
        if self.is_conflict and value != kept:
            return attrs.evolve(field, hint=self.words(KEPT) % {"kept": kept or "–"})
        return field


def _errors(refused: Refused | None, objectives: list[Any], words: Any) -> tuple[Any, ...]:
    if refused is None:
        return ()
    if not isinstance(refused, Invalid):
        return (("", sentence(refused, words)),)
    labels = {name: words(spec.label) for name, spec in specs_of(ActivityTexts).items()}
    labels |= {
        f"{each.code}.{name}": words(OBJECTIVE) % {"code": each.code} + words(spec.label)
        for each in objectives
        for name, spec in specs_of(ObjectiveTexts).items()
    }
    return tuple(errors_of(refused, words, labels))


def _others(request: Request, shown: ModulePage, code: str) -> list[dict[str, Any]]:
    """What may take the place of the activity, each with its words."""
    words = translator(request)
    return [
        {
            "of": each,
            "name": words(ACTIVITIES[each.code][0]),
            "what": words(ACTIVITIES[each.code][1]),
            "missing": words(SENTENCES[each.missing]) if each.missing else "",
        }
        for each in alternatives(desk_of(request), shown.module, code)
    ]
