"""Experiment: a trial of the follow-up programme, with what was abandoned and what was learnt."""

import datetime as dt

from reflexes.fields import choice, day, line, many, part, partial_day, references
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


@record
class Experiment:
    """What organisations tried from a piste."""

    code: str = line("Code")
    title: Title = part("Title")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    pistes: tuple[str, ...] = references("Pistes", default=(), refers=("pistes",))
    organisations: tuple[str, ...] = references(
        "Organisations", default=(), refers=("organisations",)
    )
    started: str = partial_day("Start, as known", default="")
    ended: str = partial_day("End, as known", default="")
    tried: Text = part("What was tried")
    abandoned: Text | None = part("What was abandoned", default=None)
    learnt: tuple[Text, ...] = many("What was learnt", default=())
    obstacles: tuple[Text, ...] = many("Obstacles met", default=())
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
