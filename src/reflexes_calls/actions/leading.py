"""Leading a jury: what its managers and its chair do to it, each act in the journal of the call."""

from collections.abc import Callable, Mapping

from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.progressing import juries_led
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.blind import ReadingSettings
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import NotAllowed, NotOpen
from reflexes_calls.domain.jury import Jury, JuryKind, JuryPhase
from reflexes_calls.domain.lifecycle import JURY_STEPS
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.storage import juries


def jury_step(  # noqa: PLR0913  # a step, of which jury, what it needs and leaves behind
    taking: Taking,
    name: str,
    call: Call,
    kind: JuryKind,
    needs: Mapping[str, Callable[[], object]],
    *,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Take a step of a jury, by whoever leads it, and leave it in the journal."""
    roles = taking.roles(call)

    def check_leads() -> None:
        if kind not in juries_led(taking.connection, taking.actor, call, name):
            raise NotAllowed("not-allowed", step=name, by=(Role.MANAGER,))

    check_leads()
    # Whoever chairs a jury may have been given no file, and so hold no role on the call.
    held = roles if Role.MANAGER in roles else roles | {Role.REVIEWER}
    step = taking.step(JURY_STEPS, name, call.stage, held, {"leads": check_leads, **needs})
    taking.note(step, call, call.public_id, {"jury": kind.value} | dict(facts or {}))


def set_blind(desk: Desk, actor: Person, call_id: str, kind: JuryKind, raw: Raw) -> Jury:
    """Say whether a jury sees who applies, while it reads and while it deliberates."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        roles = taking.roles(call)
        check_manages(call, roles, "set_blind")
        said = read_form(ReadingSettings, raw)
        kept = {
            "blind_reading": said.blind_reading,
            "blind_deliberation": said.blind_deliberation,
        }
        step = taking.step(JURY_STEPS, "set_blind", call.stage, roles, {})
        jury = juries.keep_jury(taking.connection, call.id, kind, at=taking.now, settings=kept)
        taking.note(step, call, call.public_id, {"jury": kind.value} | kept)
    return jury


def open_reading(desk: Desk, actor: Person, call_id: str, kind: JuryKind) -> Jury:
    """Say that a jury is whole and reads."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        known = juries.jury_of(taking.connection, call.id, kind)
        jury_step(taking, "open_reading", call, kind, {})
        if known.phase is not JuryPhase.FORMING:
            raise NotOpen("jury-not-forming", phase=known.phase)
        return juries.keep_jury(
            taking.connection, call.id, kind, at=taking.now, phase=JuryPhase.READING
        )
