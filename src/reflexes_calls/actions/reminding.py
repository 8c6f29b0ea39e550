"""Reminding whoever has not submitted, before the deadline: what is missing, and where to go.

People believed that they had applied: it is the oldest complaint of the field.
"""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.applying import files_of, form_of_application
from reflexes_calls.actions.desk import About, Desk, write_letters
from reflexes_calls.actions.partnering import missing_of
from reflexes_calls.domain.answering import Reading, refusals_of
from reflexes_calls.domain.application import Application, Unsent
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day, local_words
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from reflexes_calls.domain.rights import standing_of_application
from reflexes_calls.storage import applications, calls, team, watching
from reflexes_calls.storage.engine import writing

BEFORE = (
    ("hours", dt.timedelta(hours=3)),
    ("days", dt.timedelta(days=2)),
    ("week", dt.timedelta(days=7)),
)
"""How long before a deadline a reminder leaves; only the nearest one does."""
FARTHEST = max(ahead for _, ahead in BEFORE)
MOST_NAMED = 12
CARRY = {
    "fr": "Les questions ont changé : ouvrez le brouillon pour le reprendre",
    "en": "The questions have changed: open the draft to carry it over",
}
PARTNERS = {"fr": "Partenaires et signatures", "en": "Partners, signatures"}
NOTHING = {"fr": "rien : vérifiez, puis déposez", "en": "nothing: check, then submit"}


@record
class Due:
    """A reminder that is due: which one, and before which deadline."""

    kind: str
    until: dt.datetime

    @property
    def deadline(self) -> str:
        """The deadline as it is kept: one that moves is reminded of anew."""
        return self.until.astimezone(dt.UTC).isoformat()


def remind(desk: Desk, address: str) -> int:
    """Write to every team whose deadline nears and who has not submitted; gives how many.

    `address` is where the service is reached. Each letter is kept in a transaction of its own, so
    that nobody who submits meanwhile waits for the others, or is told that they have not.
    """
    now = desk.clock.now()
    with desk.look() as connection:
        found = tuple(_to_remind(connection, now))
    count = sum(_remind(desk, call, known, now, address) for call, known in found)
    desk.send_letters()
    return count


def _to_remind(connection: Connection, now: dt.datetime) -> Iterator[tuple[int, int]]:
    for call in calls.list_calls(connection):
        if call.stage is not CallStage.PUBLISHED or now < call.opens_at:
            continue
        # Far from any deadline, only those who were admitted late may have one that nears.
        admitted_at = None if _nears(call, now) else now
        unsent = applications.unsent_of(connection, call.id, admitted_at=admitted_at)
        found = [(each, due) for each in unsent if (due := _due(call, each, now)) is not None]
        told = watching.reminded_on(connection, call.id) if found else frozenset()
        for each, due in found:
            if (each.id, each.phase, due.deadline, due.kind) not in told:
                yield call.id, each.id


def _nears(call: Call, now: dt.datetime) -> bool:
    """Whether a deadline of a call is so near that someone may be reminded of it."""
    known = [call.deadline(Phase.LETTER), *map(call.deadline_at, call.closings)]
    return any(now <= each.until <= now + FARTHEST for each in known)


def _due(call: Call, known: Application | Unsent, now: dt.datetime) -> Due | None:
    """The reminder whose time has come for an application that was not sent."""
    standing = standing_of_application(call, known, now)
    kind = next((kind for kind, ahead in BEFORE if standing.until - now <= ahead), None)
    if kind is None or not standing.is_open:
        return None
    return Due(kind=kind, until=standing.until)


def _still_due(
    connection: Connection, call: Call, known: Application, now: dt.datetime
) -> Due | None:
    """The same, looked at again: its team may have submitted since, or been reminded."""
    is_unsent = known.stage is ApplicationStage.SUBMITTED and known.has_unsent_changes
    if known.stage is not ApplicationStage.DRAFT and not is_unsent:
        return None
    due = _due(call, known, now)
    if due is None or watching.was_reminded(
        connection, known.id, known.phase, due.deadline, due.kind
    ):
        return None
    return due


def _remind(desk: Desk, call_key: int, key: int, now: dt.datetime, address: str) -> bool:
    with writing(desk.engine) as connection:
        call = calls.get_call(connection, call_key, lock=True)
        known = applications.get_application(connection, key)
        due = _still_due(connection, call, known, now)
        if due is None:
            return False
        watching.keep_reminder(
            connection,
            application_id=known.id,
            phase=known.phase,
            announced=due.deadline,
            kind=due.kind,
            sent_at=now,
        )
        facts = {
            "call": call.title_fr,
            "call_en": call.title("en"),
            "until": local_words(due.until),
            "link": f"{address.rstrip('/')}/dossiers/{known.public_id}",
        } | _missing(desk, connection, call, known, now=now)
        kind = "remind" if known.stage is ApplicationStage.DRAFT else "remind_changes"
        everyone = team.whole_team(connection, known)
        write_letters(connection, kind, everyone, now, facts, About.file(known))
    return True


def _missing(
    desk: Desk, connection: Connection, call: Call, known: Application, *, now: dt.datetime
) -> dict[str, str]:
    """What keeps a draft from being submitted, in the two languages of letters."""
    form = form_of_application(connection, known)
    reading = Reading(
        today=local_day(now),
        figures=call.figures,
        registers=desk.registers,
        files=files_of(connection, known),
    )
    found = refusals_of(form, known.phase, known.draft, reading)
    codes = dict.fromkeys(one.field.split(".")[0] for one in found)
    questions = [form.find(code) for code in codes]
    partners = missing_of(connection, known, call)
    lines = {}
    for language in ("fr", "en"):
        said = [CARRY[language]] if known.form_number != call.form_number else []
        said += [each.label.said(language) for each in questions if each is not None]
        said += [PARTNERS[language]] if partners else []
        shown = said[:MOST_NAMED] + (["…"] if len(said) > MOST_NAMED else [])
        lines[f"missing_{language}"] = "\n".join(f"- {one}" for one in shown or [NOTHING[language]])
    return lines
