"""Minutes and hours of one's module: of each activity, of whole sequences, of the start of the day.

Everything typed is read first, and all that cannot be is refused at once. The minutes of activities
come first; then a sequence whose own minutes were changed shares them among its activities.
"""

from collections.abc import Iterator

from reflexes import training
from reflexes.records import record
from reflexes.training import Module, Sequence
from reflexes_calls.actions.composing_modules import module_kept
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.keeping_modules import Mend, own_module
from reflexes_calls.domain.answers import Raw, UnreadableError, read_hour, read_whole
from reflexes_calls.domain.errors import FieldRefusal, Invalid, Refused
from reflexes_calls.domain.people import Person
from reflexes_calls.storage import modules

MOST_MINUTES = 600
MOST_OF_A_SEQUENCE = 900
HOUR = 60
MIDNIGHT = 24 * HOUR
Refusals = list[FieldRefusal]


@record
class Changed:
    """What the last save changed in a module: of what, before and after, in minutes or as hours."""

    title: str
    before: str
    after: str
    is_hour: bool = False


def minutes_typed(module: Module, raw: Raw) -> dict[str, int]:
    """The minutes typed for each activity, or every refusal at once."""
    refusals: Refusals = []
    read = _of_activities(module, raw, refusals)
    if refusals:
        raise Invalid(tuple(refusals))
    return read


def with_minutes(raw: Raw) -> Mend:
    """What gives activities, sequences and starts other minutes and hours, the sums kept true."""

    def mend(module: Module) -> Module:
        refusals: Refusals = []
        of_activities = _of_activities(module, raw, refusals)
        of_sequences = _of_sequences(module, raw, refusals)
        starts = _starts(module, raw, refusals)
        if refusals:
            raise Invalid(tuple(refusals))
        after = module
        for activity in module.activities:
            minutes = of_activities[activity.code]
            if minutes != activity.minutes:
                after = training.retimed(after, activity.code, minutes)
        for code, minutes in of_sequences.items():
            after = training.retimed_sequence(after, code, minutes)
        for code, hour in starts.items():
            after = training.starting_at(after, code, hour)
        _ends_before_midnight(after, of_sequences, starts)
        return after

    return mend


def _of_activities(module: Module, raw: Raw, refusals: Refusals) -> dict[str, int]:
    read = {}
    for activity in module.activities:
        field, least = f"minutes-{activity.code}", training.fewest_minutes(activity)
        kind = "fewer-minutes-than-steps" if least > 1 else "too-small"
        typed = raw.get(field, "").strip()
        if not typed:
            read[activity.code] = activity.minutes
        elif minutes := _whole(field, typed, (least, MOST_MINUTES, kind), refusals):
            read[activity.code] = minutes
    return read


def _of_sequences(module: Module, raw: Raw, refusals: Refusals) -> dict[str, int]:
    """The minutes of the sequences whose own were changed; the others follow their activities."""
    read = {}
    for sequence in _sequences(module):
        field = f"sequence-minutes-{sequence.code}"
        typed = raw.get(field, "").strip()
        if not typed or typed == str(sequence.minutes):
            continue
        least = sum(map(training.fewest_minutes, sequence.activities))
        kind = "fewer-minutes-than-sequence"
        minutes = _whole(field, typed, (least, MOST_OF_A_SEQUENCE, kind), refusals)
        if minutes and minutes != sequence.minutes:
            read[sequence.code] = minutes
    return read


def _whole(field: str, typed: str, bounds: tuple[int, int, str], refusals: Refusals) -> int | None:
    """The number typed; None when it is none or stands outside `bounds`: least, most, too few."""
    least, most, too_few = bounds
    try:
        minutes = read_whole(typed)
    except UnreadableError as error:
        refusals.append(
            FieldRefusal(field=field, kind=error.kind, met=typed[:40], expected=error.expected)
        )
        return None
    if least <= minutes <= most:
        return minutes
    kind, bound = (too_few, least) if minutes < least else ("too-large", most)
    refusals.append(FieldRefusal(field=field, kind=kind, met=str(minutes), expected=str(bound)))
    return None


def _starts(module: Module, raw: Raw, refusals: Refusals) -> dict[str, str]:
    """The hours at which sessions start, of those that were changed."""
    read = {}
    for session in module.sessions:
        field = f"starts-{session.code}"
        typed = raw.get(field, "").strip()
        if not typed or typed == session.starts:
            continue
        try:
            read[session.code] = f"{read_hour(typed):%H:%M}"
        except UnreadableError as error:
            refusals.append(
                FieldRefusal(field=field, kind=error.kind, met=typed[:40], expected=error.expected)
            )
    return read


def _ends_before_midnight(
    module: Module, sequences: dict[str, int], starts: dict[str, str]
) -> None:
    """Refuse a session that what was typed makes end on the next day."""
    refusals = []
    for session in module.sessions:
        touched = session.code in starts or any(
            each.code in sequences for each in session.sequences
        )
        hours, minutes = map(int, session.starts.split(":"))
        begins = hours * HOUR + minutes
        if touched and begins + session.minutes > MIDNIGHT:
            latest = max(0, MIDNIGHT - session.minutes)
            refusals.append(
                FieldRefusal(
                    field=f"starts-{session.code}",
                    kind="ends-after-midnight",
                    met=session.starts,
                    expected=f"{latest // HOUR:02d}:{latest % HOUR:02d}",
                )
            )
    if refusals:
        raise Invalid(tuple(refusals))


def _sequences(module: Module) -> Iterator[Sequence]:
    for session in module.sessions:
        yield from session.sequences


def last_changes(desk: Desk, actor: Person, public_id: str) -> tuple[Changed, ...]:
    """What the last save of one's module changed in its minutes and hours, in order."""
    with desk.look() as connection:
        kept = own_module(connection, actor, public_id)
        newest = modules.versions_of(connection, kept.id)[:2]
    if len(newest) < len(("after", "before")):
        return ()
    try:
        after, before = (module_kept(each.said) for each in newest)
    except Refused:
        return ()
    return tuple(_differences(before, after))


def _differences(before: Module, after: Module) -> Iterator[Changed]:
    hours = {each.code: each.starts for each in before.sessions}
    for session in after.sessions:
        was = hours.get(session.code, session.starts)
        if was != session.starts:
            yield Changed(title=session.title, before=was, after=session.starts, is_hour=True)
    minutes = {each.code: each.minutes for each in before.activities}
    for activity in after.activities:
        known = minutes.get(activity.code, activity.minutes)
        if known != activity.minutes:
            yield Changed(title=activity.title, before=str(known), after=str(activity.minutes))
