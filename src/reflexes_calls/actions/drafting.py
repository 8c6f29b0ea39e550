"""Writing a draft of a call page by page: each is kept as it is typed, finished or not."""

from collections.abc import Mapping, Sequence
from typing import Any

from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.publishing import frozen_pistes, keep_draft, starting_form
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call, CallAnswers, call_values
from reflexes_calls.domain.call_rules import read_rules
from reflexes_calls.domain.call_typed import typed_in, values_typed
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.criteria import (
    MOST_CRITERIA,
    read_criteria,
    renamed_codes,
    tied_again,
    too_many,
)
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.lifecycle import CALL_STEPS, SHELVING_STEPS, Step
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.proposed import (
    criterion_that_matches,
    terms_that_match,
    title_that_matches,
)
from reflexes_calls.domain.readiness import CALENDAR, CRITERIA, PAGE_FIELDS, PISTES
from reflexes_calls.domain.removed_criteria import (
    forgetting,
    put_back,
    remembering,
    removed_from,
)
from reflexes_calls.domain.rights import check_aside, check_at_hand
from reflexes_calls.domain.suggesting import suggested_answers
from reflexes_calls.domain.terms import read_terms, starting_terms, terms_following
from reflexes_calls.storage import calls


def begin_draft(desk: Desk, actor: Person, pistes: Sequence[str]) -> Call:
    """A new draft that bears the title of its first piste, and a calendar to be looked at."""
    _check_some(pistes)
    title = desk.catalogue.pistes[pistes[0]].title
    titles = {"title_fr": title.fr, "title_en": title.en}
    start = {"summary_fr": "–", **titles, **suggested_answers(local_day(desk.clock.now()))}
    values = call_values(read_form(CallAnswers, start)) | {"summary_fr": ""}
    return keep_draft(
        desk,
        actor,
        pistes,
        terms=dict(starting_terms()),
        form=starting_form(funded=True),
        drafting={"typed": titles},
        **values,
    )


def _check_some(pistes: Sequence[str]) -> None:
    if not pistes:
        raise Invalid((FieldRefusal(field="pistes", kind="no-piste"),))


def save_answers(desk: Desk, actor: Person, call_id: str, raw: Raw, *, page: str) -> Call:
    """Keep what was typed on a page of a draft, even if it cannot be read yet."""
    with desk.take(actor) as taking:
        call, step = _draft(taking, call_id)
        said = _of_page(raw, page)
        if "title_fr" in said:
            known = [(each.title.fr, each.title.en) for each in desk.catalogue.pistes]
            titles = said["title_fr"].strip(), said.get("title_en", "").strip()
            said["title_en"] = title_that_matches(titles, known)[1]
        typed = {**typed_in(call), **said}
        values = values_typed(call, typed)
        if values["funded"] != call.funded:
            followed = terms_following(call.terms, funded=values["funded"])
            values["terms"] = terms_that_match(followed)
        drafting = _looked_at(call, page) | {"typed": typed}
        return _keep(taking, step, call, page, said, drafting=drafting, **values)


def _of_page(raw: Raw, page: str) -> dict[str, str]:
    # A box that is not ticked is not sent; a field that the page does not show keeps its text.
    boxes = {"unfunded"}
    names = (name for name in PAGE_FIELDS[page] if name in raw or name in boxes)
    return {name: raw.get(name, "") for name in names}


def save_terms(desk: Desk, actor: Person, call_id: str, raw: Raw, *, page: str) -> Call:
    """Keep the texts of some parts; only what is too long is refused.

    The English that we proposed goes away with the French that it translated.
    """
    with desk.take(actor) as taking:
        call, step = _draft(taking, call_id)
        terms = terms_that_match(read_terms(raw, call.terms))
        return _keep(taking, step, call, page, raw, terms=terms)


def save_criteria(
    desk: Desk, actor: Person, call_id: str, rows: Sequence[Mapping[str, str]]
) -> Call:
    """Keep the criteria; questions follow those whose short code changed or that went away."""
    with desk.take(actor) as taking:
        call, step = _draft(taking, call_id)
        criteria = tuple(map(criterion_that_matches, read_criteria(rows)))
        form = tied_again(call.form, renamed_codes(rows, criteria))
        facts = [dict(row) for row in rows]
        drafting = remembering(call, rows)
        return _keep(
            taking, step, call, CRITERIA, facts, criteria=criteria, form=form, drafting=drafting
        )


def take_criterion_back(desk: Desk, actor: Person, call_id: str, number: int) -> Call:
    """Put a criterion that was removed, from 0, back at its place and under its questions."""
    with desk.take(actor) as taking:
        call, step = _draft(taking, call_id)
        removed = removed_from(call)
        if not 0 <= number < len(removed):
            raise NotFound("criterion", str(number))
        if len(call.criteria) >= MOST_CRITERIA:
            raise Invalid((too_many(len(call.criteria) + 1),))
        criteria, form = put_back(call, removed[number])
        drafting = forgetting(call, number)
        facts = {"taken_back": removed[number].criterion.code}
        return _keep(
            taking, step, call, CRITERIA, facts, criteria=criteria, form=form, drafting=drafting
        )


def save_rules(desk: Desk, actor: Person, call_id: str, raw: Raw) -> Call:
    """Keep who may stand beside an applicant, how many applications and how many readers."""
    with desk.take(actor) as taking:
        call, step = _draft(taking, call_id)
        return _keep(taking, step, call, "rules", raw, **read_rules(raw))


def change_pistes(desk: Desk, actor: Person, call_id: str, pistes: Sequence[str]) -> Call:
    """Choose the pistes of a draft anew, frozen as they stand in the present edition."""
    with desk.take(actor) as taking:
        call, step = _draft(taking, call_id)
        _check_some(pistes)
        frozen = frozen_pistes(desk, pistes)
        return _keep(
            taking, step, call, PISTES, list(pistes), drafting=_looked_at(call, PISTES), **frozen
        )


def put_aside(desk: Desk, actor: Person, call_id: str) -> Call:
    """Give a draft up: it leaves every list of what is to be done, and nothing of it is erased."""
    return _shelve(desk, actor, call_id, "put_aside")


def take_up(desk: Desk, actor: Person, call_id: str) -> Call:
    """Take a draft that was given up back where it was left."""
    return _shelve(desk, actor, call_id, "take_up")


def _shelve(desk: Desk, actor: Person, call_id: str, name: str) -> Call:
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        needs = {"at_hand": lambda: check_at_hand(call), "aside": lambda: check_aside(call)}
        step = taking.step(SHELVING_STEPS, name, call.stage, taking.roles(call), needs)
        drafting = {**call.drafting, "put_aside": name == "put_aside"}
        kept = calls.change_call(taking.connection, call.id, drafting=drafting)
        taking.note(step, call, call.public_id, {})
    return kept


def _draft(taking: Taking, call_id: str) -> tuple[Call, Step]:
    call = taking.call(call_id)
    check_at_hand(call)
    return call, taking.step(CALL_STEPS, "edit", call.stage, taking.roles(call), {})


def _keep(taking: Taking, step: Step, call: Call, page: str, facts: Any, **values: Any) -> Call:
    kept = calls.change_call(taking.connection, call.id, **values)
    taking.note(step, call, call.public_id, {"page": page, "typed": facts})
    return kept


def _looked_at(call: Call, page: str) -> dict[str, Any]:
    """What a draft remembers, once a page of what it copied was looked at and saved."""
    copied = call.drafting.get("copied")
    if not copied or page not in {CALENDAR, PISTES}:
        return call.drafting
    left = [each for each in copied["to_check"] if each != page]
    return {**call.drafting, "copied": {**copied, "to_check": left}}
