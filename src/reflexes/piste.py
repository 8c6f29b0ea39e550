"""Piste: a prospective lead, what it answers, strengthens, and what would prove it wrong."""

import datetime as dt

from reflexes.fields import choice, day, line, many, part, reference, references, whole
from reflexes.records import record
from reflexes.texts import Says, Status, Text, Title
from reflexes.timeline import Former, Withdrawal


@record
class Tie:
    """What a piste answers, and who says so."""

    to: str = reference("Record", refers=("phenomena", "controversies"))
    says: Says = choice("Who says it")
    sources: tuple[str, ...] = references("Sources", default=(), refers=("sources",))


@record
class Strengthening:
    """How a piste would strengthen a principle of resilience."""

    principle: str = reference("Principle", refers=("principles",))
    how: Text = part("How")


@record
class Piste:
    """A prospective lead. Those known by a name alone have nothing but that name and its source."""

    code: str = line("Code")
    rank: int = whole("Rank", minimum=1)
    title: Title = part("Title")
    short: Title = part("Short name, for the map")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    problem: Text | None = part("Problem", default=None)
    proposition: Text | None = part("Proposition", default=None)
    answers: tuple[Tie, ...] = many("What it answers", default=())
    strengthens: tuple[Strengthening, ...] = many("Principles it strengthens", default=())
    who: Text | None = part("Who can try it", default=None)
    first_steps: tuple[Text, ...] = many("First steps", default=())
    proof_wrong: Text | None = part("What would prove it wrong", default=None)
    indicators: tuple[Text, ...] = many("Indicators worth watching", default=())
    risks: tuple[Text, ...] = many("Risks", default=())
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)

    @property
    def is_name_alone(self) -> bool:
        """Whether nothing but the name is public."""
        return self.proposition is None

    @property
    def former_titles(self) -> tuple[Former, ...]:
        """The names it bore before, oldest first."""
        return tuple(former for former in self.formerly if former.field == "title")
