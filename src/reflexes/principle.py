"""Principle: one of the four words under which the inquiry puts resilience, and our definition."""

import datetime as dt

from reflexes.fields import choice, day, line, many, part, whole
from reflexes.records import record
from reflexes.texts import Status, Text, Title


@record
class Principle:
    """The authors list the principles and do not define them: the definition is ours."""

    code: str = line("Code")
    rank: int = whole("Rank", minimum=1)
    title: Title = part("Title")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    definition: Text = part("Definition")
    matter: tuple[Text, ...] = many("Nearest attested matter", default=())
