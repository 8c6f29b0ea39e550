"""The refusals of the service, without HTTP: a stable key and the facts of its sentence."""

import datetime as dt

from reflexes.records import record


class Refused(Exception):  # noqa: N818  # a refusal is an answer, not a failure
    """Something asked is refused. `kind` is a stable English key, `facts` fill the sentence."""

    def __init__(self, kind: str, **facts: object) -> None:
        """Keep the key and the facts."""
        self.kind = kind
        self.facts = facts
        super().__init__(kind, facts)


class Busy(Exception):  # noqa: N818  # named as the refusals are, although nobody is at fault
    """The database did not answer in time; nothing was kept, and the same may be asked again."""


class NotFound(Refused):
    """Nothing bears this public id, or the visitor may not know that it exists."""

    def __init__(self, what: str, asked: str = "") -> None:
        """Say what kind of thing was asked for."""
        super().__init__("not-found", what=what, asked=asked)


class UnknownLink(NotFound):
    """No letter of ours holds this link."""

    def __init__(self) -> None:
        """Say nothing of what was looked for."""
        super().__init__("link")
        self.kind = "link-unknown"


class DeadLink(Refused):
    """A link of a letter that no longer opens anything: expired, used, cancelled."""


class NotAllowed(Refused):
    """The person holds none of the roles that may do this."""


class NotOpen(Refused):
    """The step is not open from this stage; facts: step, stage, open."""


class TooLate(Refused):
    """The deadline has passed; facts: deadline, now."""

    def __init__(self, deadline: dt.datetime, now: dt.datetime) -> None:
        """Keep both instants."""
        super().__init__("too-late", deadline=deadline, now=now)


class Conflict(Refused):
    """Two things that exclude each other: a second tab, one's own administration."""


@record
class FieldRefusal:
    """What one field of a form got wrong; `about` names the other field that it contradicts."""

    field: str
    kind: str
    met: str = ""
    expected: str = ""
    about: str = ""


class Invalid(Refused):
    """A form is refused; `refusals` holds everything at once."""

    def __init__(self, refusals: tuple[FieldRefusal, ...]) -> None:
        """Keep every refusal, in the order of the form."""
        self.refusals = refusals
        super().__init__("invalid", count=len(refusals))
