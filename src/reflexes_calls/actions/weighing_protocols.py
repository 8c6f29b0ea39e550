"""The second jury in a selection: what it gave to each protocol, and who may look at it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from reflexes_calls.actions.calibrating import JuryMarks, jury_marks, opening_for
from reflexes_calls.actions.selection_words import PROTOCOL
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.domain.jury_results import Opening
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.portfolio_typed import ProtocolFloor, Selection
from reflexes_calls.domain.review import criteria_of_jury
from reflexes_calls.domain.selection import Candidate

Plain = dict[str, Any]

DECIMALS = 4


def reads_protocols(call: Call) -> bool:
    """Whether a jury of its own says if what a file promises can be measured."""
    return bool(criteria_of_jury(call.criteria, JuryKind.PROTOCOL))


def protocol_means(connection: Connection, call: Call) -> dict[str, float]:
    """The mean of what its readers gave to each protocol, 0 to 4, by the public id of its file."""
    marks = jury_marks(connection, call, JuryKind.PROTOCOL)
    given: dict[str, list[float]] = defaultdict(list)
    for row, _, mark in marks.total:
        given[marks.files[row].public_id].append(mark)
    return {file: round(sum(own) / len(own), DECIMALS) for file, own in given.items()}


def opening_of_choice(
    connection: Connection, actor: Person, call: Call, marks: JuryMarks, now: dt.datetime
) -> Opening:
    """Whether someone may be shown a selection: it tells what both juries gave.

    `marks` are those of the jury of projects.
    """
    found = opening_for(connection, actor, call, JuryKind.PROJECT, marks, now)
    if not reads_protocols(call) or found is Opening.SILENT:
        return found
    second = jury_marks(connection, call, JuryKind.PROTOCOL)
    beside = opening_for(connection, actor, call, JuryKind.PROTOCOL, second, now)
    return Opening.SILENT if beside is Opening.SILENT else found


def protocols_asked(
    connection: Connection, call: Call, candidates: tuple[Candidate, ...], selection: Selection
) -> Plain:
    """The floor of protocols and their means, by receipt; nothing when there is no floor."""
    if selection.protocol is ProtocolFloor.NONE:
        return {}
    means = protocol_means(connection, call)
    given = {each.receipt: means[each.public_id] for each in candidates if each.public_id in means}
    return {PROTOCOL: {"at_least": selection.protocol.mark, "means": given}}


def floor_of(protocols: Plain, known: Mapping[str, Candidate]) -> list[Plain]:
    """The rule that leaves out files whose protocol is below its floor, or has no mark."""
    if not protocols:
        return []
    least, means = protocols[PROTOCOL]["at_least"], protocols[PROTOCOL]["means"]
    below = {code: 1.0 for code in known if means.get(code, -1.0) < least}
    if not below:
        return []
    return [{"name": PROTOCOL, "weights": below, "at_least": None, "at_most": 0.0}]
