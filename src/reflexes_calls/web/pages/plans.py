"""« Le plan »: what a pilot promises to look at, page by page, then locked, then amended."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes import Refusal
from reflexes.evaluation.designs import SENTENCES, Design, judge
from reflexes.evaluation.labels import CRITERIA, DESIGNS
from reflexes.evaluation.locking import Change, changes, registration_to_json
from reflexes.evaluation.naming import Names, names_of, word_path, word_value
from reflexes.evaluation.picturing import picture_tree
from reflexes.evaluation.plan import Direction, Group
from reflexes.evaluation.planning import REMARKS, plan_to_plain
from reflexes.evaluation.wording import said as in_unit
from reflexes.evaluation.wording import word_refusals, words_in
from reflexes_calls.actions.planning_pilots import (
    Looked,
    PlanPage,
    amend_plan,
    lock_plan,
    look_at_plan,
    plan_page,
    registration_to_give,
    save_plan,
)
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.plan_answers import SECTIONS, section_of
from reflexes_calls.web.forms import Posted, Translate, draw_sheet, specs_of
from reflexes_calls.web.giving import give
from reflexes_calls.web.library_words import in_words
from reflexes_calls.web.plan_words import DIRECTIONS, FREQUENCIES, HEADINGS, SAYS, SEEN
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/pilotes/{pilot_id}/plan"
CHECK = "verifier"
ORDER = (*SECTIONS, CHECK)
Errors = Sequence[tuple[str, str]]


@router.get(HERE)
def show(request: Request, pilot_id: str) -> Response:
    """The plan: what was locked, beside the pages that are still to be written."""
    shown = plan_page(desk_of(request), signed_in(request), pilot_id)
    if shown.registration is None and shown.writes:
        return see(f"{HERE.format(pilot_id=pilot_id)}/{ORDER[0]}")
    return page(request, "plans/plan.html", shown=shown, **_told(request, shown))


@router.get(HERE + "/plan.json")
def give_plan(request: Request, pilot_id: str) -> Response:
    """The locked plan with its amendments, as `reflexes evaluation show` reads it."""
    kept = registration_to_give(desk_of(request), pilot_id, signed_in(request))
    name = f"pilote-{pilot_id[:8]}.plan.json"
    return give(
        request,
        registration_to_json(kept),
        "application/json",
        is_final=False,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get(HERE + "/" + CHECK)
def check(request: Request, pilot_id: str) -> Response:
    """What the plan will allow to say, and what is left to mend, before it is locked."""
    return _check_page(request, pilot_id)


@router.post(HERE + "/" + CHECK)
def lock(request: Request, pilot_id: str, form: Posted) -> Response:
    """Lock the plan, or amend it with a reason."""
    desk, person = desk_of(request), signed_in(request)
    revision, here = form.revision, HERE.format(pilot_id=pilot_id)
    try:
        if form.text("do") == "amend":
            amend_plan(desk, person, pilot_id, form.text("reason"), revision=revision)
            return see(here, done="plan-amended")
        lock_plan(desk, person, pilot_id, revision=revision)
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, {"reason": words("Why the plan changes")} | _all(words))
        return _check_page(request, pilot_id, errors=errors, reason=form.text("reason"), status=422)
    except Conflict as conflict:
        errors = [("", sentence(conflict, translator(request)))]
        return _check_page(request, pilot_id, errors=errors, reason=form.text("reason"), status=409)
    return see(here, done="plan-locked")


@router.get(HERE + "/{section}")
def write(request: Request, pilot_id: str, section: str) -> Response:
    """One page of the plan."""
    return _section_page(request, pilot_id, section)


@router.post(HERE + "/{section}")
def save(request: Request, pilot_id: str, section: str, form: Posted) -> Response:
    """Keep one page, and go on to the next."""
    desk, person, here = desk_of(request), signed_in(request), HERE.format(pilot_id=pilot_id)
    try:
        save_plan(desk, person, pilot_id, section, form.values, revision=form.revision)
    except Conflict as conflict:
        return _section_page(request, pilot_id, section, typed=form.values, conflict=conflict)
    if form.text("do") == "keep":
        return see(f"{here}/{section}", done="plan-kept")
    return see(f"{here}/{ORDER[ORDER.index(section) + 1]}", done="plan-kept")


def _section_page(
    request: Request,
    pilot_id: str,
    section: str,
    *,
    typed: Mapping[str, str] | None = None,
    conflict: Conflict | None = None,
) -> Response:
    words = translator(request)
    shown = plan_page(desk_of(request), signed_in(request), pilot_id)
    if section not in SECTIONS:
        raise NotFound("section", section)
    if not shown.writes:
        return see(HERE.format(pilot_id=pilot_id))
    answers = SECTIONS[section]
    values = dict(shown.typed) | dict(typed or {})
    errors: list[tuple[str, str]] = []
    if conflict is not None:
        errors = [("", sentence(conflict, words)), *_unlike(shown, typed or {}, answers, words)]
    return page(
        request,
        "plans/section.html",
        status=409 if conflict else 200,
        shown=shown,
        section=section,
        headings=_headings(words),
        errors=errors,
        rank=list(SECTIONS).index(section) + 1,
        sheet=draw_sheet(
            specs_of(answers), words, values=values, errors=errors, choices=_choices(request)
        ),
        pilot=shown.around.pilot,
    )


def _unlike(
    shown: PlanPage, typed: Mapping[str, str], answers: type, words: Translate
) -> list[tuple[str, str]]:
    """Each answer that differs from what another tab saved, with what it saved."""
    labels = labels_of(answers, words)
    return [
        (name, f"{label} – {words('saved meanwhile: “%(met)s”.') % {'met': saved}}")
        for name, label in labels.items()
        if (saved := shown.typed.get(name, "")) != typed.get(name, "")
    ]


def _choices(request: Request) -> dict[str, list[tuple[str, str]]]:
    words, say = translator(request), in_words(request)
    ways = (Direction.UP, Direction.DOWN)
    return {
        "direction": [(way.value, words(DIRECTIONS[way])) for way in ways],
        "frequency": [(each.value, words(said)) for each, said in FREQUENCIES.items()],
        "design": [(each.value, say(DESIGNS[each])) for each in Design],
        "criterion": [(each.value, say(said)) for each, said in CRITERIA.items()],
        "outcomes_seen": [(each.value, words(said)) for each, said in SEEN.items()],
    }


def _headings(words: Translate) -> dict[str, str]:
    return {section: words(said) for section, said in HEADINGS.items()}


def _all(words: Translate) -> dict[str, str]:
    """The words of every field, by name, in the order of the pages."""
    return {
        name: said
        for answers in SECTIONS.values()
        for name, said in labels_of(answers, words).items()
    }


def _check_page(
    request: Request,
    pilot_id: str,
    *,
    errors: Errors = (),
    reason: str = "",
    status: int = 200,
) -> Response:
    words = translator(request)
    looked = look_at_plan(desk_of(request), signed_in(request), pilot_id)
    shown = looked.page
    if not shown.writes:
        return see(HERE.format(pilot_id=pilot_id))
    return page(
        request,
        "plans/check.html",
        status=status,
        shown=shown,
        looked=looked,
        pilot=shown.around.pilot,
        headings=_headings(words),
        section=CHECK,
        errors=[*errors] if status != 200 else _to_mend(request, looked, pilot_id),  # noqa: PLR2004  # the plain answer
        reason=reason,
        said_changes=_differences_told(request, looked),
        **(_judged(request, looked) if looked.checked else {}),
    )


def _to_mend(request: Request, looked: Looked, pilot_id: str) -> list[tuple[str, str]]:
    """Everything refused, each line leading to the page where it is mended."""
    words, here = translator(request), HERE.format(pilot_id=pilot_id)
    language, labels = language_of(request), _all(words)

    def line(field: str, said: str) -> tuple[str, str]:
        where = section_of(field)
        place = f"{here}/{where}#{field}" if where else ""
        return place, " – ".join(filter(None, (labels.get(field), said)))

    def typed(one: FieldRefusal) -> tuple[str, str]:
        return line(one.field, sentence(one, words))

    def astray(field: str, one: Refusal) -> tuple[str, str]:
        return line(field, *word_refusals((one,), language))

    found = [*(typed(one) for one in looked.refused), *(astray(*one) for one in looked.astray)]
    ranks = {name: rank for rank, name in enumerate(labels)}
    return sorted(found, key=lambda one: ranks.get(one[0].rpartition("#")[2], len(ranks)))


def _judged(request: Request, looked: Looked) -> dict[str, Any]:
    language = language_of(request)
    say, words = in_words(request), translator(request)
    checked, verdict = looked.checked, looked.verdict
    if checked is None or verdict is None:
        return {}
    plan = checked.plan
    return {
        "plan": plan,
        "design": say(DESIGNS[checked.plan.as_planned.design]),
        "says": words(SAYS[verdict.says]),
        "verdict": verdict,
        "reasons": [say(SENTENCES[one]) for one in (*verdict.refused, *verdict.cautions)],
        "remarks": [say(REMARKS[one]) for one in checked.remarks],
        "least_worth": in_unit(plan.sizing.least_worth, plan.primary.unit, language),
        "smallest": in_unit(checked.smallest.effect, plan.primary.unit, language)
        if checked.smallest
        else "",
        "tree": picture_tree(checked.plan, language),
    }


def _differences_told(request: Request, looked: Looked) -> list[tuple[str, str, str]]:
    kept, checked = looked.page.registration, looked.checked
    if kept is None or checked is None:
        return []
    names = names_of(kept, language_of(request), plan_to_plain(checked.plan))
    return _told_changes(looked.changes, names, language_of(request))


def _told_changes(
    several: Iterable[Change], names: Names, language: str
) -> list[tuple[str, str, str]]:
    """What each difference is about, what stood there and what stands now, in words."""
    return [
        (
            word_path(one.path, words_in(language), names),
            word_value(one.path, one.before, language, names),
            word_value(one.path, one.after, language, names),
        )
        for one in several
    ]


def _told(request: Request, shown: PlanPage) -> dict[str, Any]:
    """What the page of a locked plan says of it."""
    kept = shown.registration
    if kept is None:
        return {"pilot": shown.around.pilot, "errors": (), "kept": None}
    say, words = in_words(request), translator(request)
    language = language_of(request)
    plan, before, amended = kept.plan, kept.first, []
    names = names_of(kept, language)
    for one in kept.amendments:
        said = _told_changes(changes(before, one.plan), names, language)
        amended.append((one, said))
        before = one.plan
    verdict = judge(plan.as_planned)
    return {
        "pilot": shown.around.pilot,
        "errors": (),
        "kept": kept,
        "plan": plan,
        "amended": amended,
        "treated": plan.names(Group.TREATED),
        "compared": plan.names(Group.COMPARED),
        "design": say(DESIGNS[plan.as_planned.design]),
        "says": words(SAYS[verdict.says]),
        "verdict": verdict,
        "reasons": [say(SENTENCES[one]) for one in (*verdict.refused, *verdict.cautions)],
        "directions": {each: words(said) for each, said in DIRECTIONS.items()},
        "frequencies": {each: words(said) for each, said in FREQUENCIES.items()},
        "tree": picture_tree(plan, language_of(request)),
    }
