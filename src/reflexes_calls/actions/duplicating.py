"""Beginning this year's call from an older one: its text, criteria and questions, later days."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from reflexes.conversion import plain
from reflexes.digests import SCHEMA, digest_of
from reflexes.fields import whole
from reflexes.records import record
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.actions.publishing import keep_draft
from reflexes_calls.domain.answers import Raw, UnreadableError, read_day, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.call_typed import DAYS, typed_in, values_typed
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.readiness import CALENDAR, PISTES
from reflexes_calls.domain.rights import check_drafts_calls, check_finds
from reflexes_calls.storage import people

WEEKS_OF_A_YEAR = 52
TOLD = ("title", "problem", "proposition", "who", "first_steps", "proof_wrong", "indicators")


@record
class ShiftAnswers:
    """By how much the days of the copy are later than those of the call it comes from."""

    weeks: int = whole("Weeks later", minimum=1, maximum=1040)


@record
class PisteCopied:
    """A piste of the older call: what of it changed since, or whether it is gone."""

    code: str
    title: str
    was: str
    changed: tuple[str, ...] = ()
    gone: bool = False


def weeks_to_the_future(call: Call, now: dt.datetime) -> int:
    """Whole years of 52 weeks, so that each day keeps its weekday, until the opening is ahead."""
    days = (local_day(now) - local_day(call.opens_at)).days
    return max(1, days // (WEEKS_OF_A_YEAR * 7) + 1) * WEEKS_OF_A_YEAR


def call_to_copy(desk: Desk, actor: Person, call_id: str) -> Call:
    """The call that someone who writes calls may copy: any that is public, or a draft of theirs."""
    with desk.look() as connection:
        check_drafts_calls(people.grants_of(connection, actor.id))
        call = need_call(connection, call_id)
        check_finds(call, roles_on(connection, actor, call))
    return call


def pistes_copied(desk: Desk, call: Call) -> tuple[PisteCopied, ...]:
    """The pistes of a call beside what the present edition says of them."""
    older = {call.piste_code: call.piste} | {
        each["code"]: each["piste"] for each in call.other_pistes
    }
    return tuple(_piste(desk, call, code, frozen) for code, frozen in older.items())


def _piste(desk: Desk, call: Call, code: str, frozen: Mapping[str, Any]) -> PisteCopied:
    title = str(frozen["title"]["fr"])
    if code not in desk.catalogue.pistes:
        return PisteCopied(code=code, title=title, was=call.edition, gone=True)
    now = {"schema": SCHEMA, **plain(desk.catalogue.pistes[code])}
    changed = () if digest_of(now) == digest_of(frozen) else _parts_changed(frozen, now)
    return PisteCopied(code=code, title=title, was=call.edition, changed=changed)


def _parts_changed(older: Mapping[str, Any], newer: Mapping[str, Any]) -> tuple[str, ...]:
    said = tuple(name for name in TOLD if older.get(name) != newer.get(name))
    return said or ("other",)


def duplicate_call(desk: Desk, actor: Person, call_id: str, raw: Raw) -> Call:
    """A new draft that copies a call, its days `weeks` later, its pistes frozen anew.

    What deserves to be looked at is remembered with the draft until its page is saved.
    """
    call = call_to_copy(desk, actor, call_id)
    weeks = read_form(ShiftAnswers, raw).weeks
    pistes = pistes_copied(desk, call)
    left = [each.code for each in pistes if not each.gone]
    typed = shifted(call, weeks)
    frozen = {} if left else _frozen_as_before(call)
    copied = {
        "from": call.public_id,
        "title": call.title_fr,
        "weeks": weeks,
        "to_check": [CALENDAR, PISTES],
        "pistes": [_remembered(each) for each in pistes],
    }
    return keep_draft(
        desk,
        actor,
        left,
        terms=dict(call.terms),
        form=call.form,
        criteria=call.criteria,
        settings=dict(call.settings),
        reviews_needed=call.reviews_needed,
        drafting={"typed": typed, "copied": copied},
        **frozen,
        **values_typed(call, typed),
    )


def shifted(call: Call, weeks: int) -> dict[str, str]:
    """What was typed for a call, each day so many weeks later; what is no day stays as typed."""
    typed = typed_in(call)
    for name in DAYS:
        typed[name] = _later(typed.get(name, ""), weeks)
    lines = typed.get("cutoffs", "").splitlines()
    typed["cutoffs"] = "\n".join(_later(line, weeks) for line in lines)
    return typed


def _later(typed: str, weeks: int) -> str:
    try:
        day = read_day(typed.strip())
    except UnreadableError:
        return typed
    return f"{day + dt.timedelta(weeks=weeks):%d/%m/%Y}"


def _frozen_as_before(call: Call) -> dict[str, Any]:
    names = ("piste_code", "piste", "piste_digest", "other_pistes", "context", "edition")
    return {name: getattr(call, name) for name in names}


def _remembered(piste: PisteCopied) -> dict[str, Any]:
    return {
        "code": piste.code,
        "title": piste.title,
        "was": piste.was,
        "changed": [*piste.changed, *(["gone"] if piste.gone else [])],
    }
