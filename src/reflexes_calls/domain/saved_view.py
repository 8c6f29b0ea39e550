"""A saved view: a way of looking at the files of a call, to come back to."""

import datetime as dt

from reflexes.fields import line, yes
from reflexes.records import record


@record
class SavedViewAnswers:
    """What a view is called, and who finds it."""

    name: str = line("Name of the view", max_length=80)
    shared: bool = yes("Show it to the other managers of this call", default=False)


@record
class SavedView:
    """A view of one person on one call; `asked` is what was typed in the list's form."""

    id: int
    public_id: str
    person_id: int
    call_id: int
    name: str
    asked: dict[str, str]
    shared: bool
    saved_at: dt.datetime
