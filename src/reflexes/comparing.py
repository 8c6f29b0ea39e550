"""What changed from one catalogue to another, record by record and field by field."""

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import zip_longest
from typing import Any

import attrs

from reflexes.dating import known_in
from reflexes.fields import spec_of
from reflexes.links import parts
from reflexes.texts import Says, Text, Title
from reflexes.timeline import Former, Withdrawal

APART = ("code", "title", "withdrawn")
"""Fields that a difference tells in their own way."""


class Reason(StrEnum):
    """Why something differs."""

    LEARNT = "learnt"
    """It became known after the older catalogue's day."""
    CORRECTED = "corrected"
    """It was known already: a mere correction."""


@attrs.frozen(kw_only=True)
class Snapshot:
    """A catalogue as it is compared: its name, its day and every record, shelf by shelf."""

    name: str
    day: dt.date | None
    started_on: dt.date | None
    shelves: Mapping[str, Mapping[str, Any]]


@attrs.frozen(kw_only=True)
class Named:
    """A record that was added, removed or withdrawn.

    `withdrawn` is said for those that are withdrawn; `reason` tells whether what was added became
    known in between, or was merely missing.
    """

    shelf: str
    code: str
    title: Title
    reason: Reason = Reason.LEARNT
    withdrawn: Withdrawal | None = None


@attrs.frozen(kw_only=True)
class Renamed:
    """A record whose title changed."""

    shelf: str
    code: str
    before: Title
    after: Title
    reason: Reason


@attrs.frozen(kw_only=True)
class FieldChange:
    """One value that changed inside a record.

    `path` is as in `poles[1].argument.fr`; `before` or `after` is None where there was nothing.
    `says` is who says what stands now (what stood, when it went), or None for what is no text.
    """

    path: str
    before: str | None
    after: str | None
    reason: Reason
    says: Says | None = None


@attrs.frozen(kw_only=True)
class Changed:
    """A record that says something otherwise, its title apart."""

    shelf: str
    code: str
    title: Title
    fields: tuple[FieldChange, ...]


@attrs.frozen(kw_only=True)
class Difference:
    """Everything that changed from `older` to `newer`, the names of two editions.

    `removed` are records that the newer one does not hold at all, not even as withdrawn.
    """

    older: str
    newer: str
    added: tuple[Named, ...] = ()
    withdrawn: tuple[Named, ...] = ()
    removed: tuple[Named, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return any((self.added, self.withdrawn, self.removed, self.renamed, self.changed))


def compare(older: Snapshot, newer: Snapshot) -> Difference:
    """What changed from one snapshot to the other."""
    return _Comparison(older, newer).difference()


class _Comparison:
    """Two snapshots side by side."""

    def __init__(self, older: Snapshot, newer: Snapshot) -> None:
        self.older = older
        self.newer = newer
        self.day = older.day or dt.date.max
        self.started_on = newer.started_on or dt.date.min
        sources = newer.shelves.get("sources", {})
        self.days = {code: source.known_on for code, source in sources.items()}

    def difference(self) -> Difference:
        shelves = list(dict.fromkeys((*self.newer.shelves, *self.older.shelves)))
        pairs = [pair for name in shelves for pair in self._pairs(name)]
        kept = [
            (shelf, before, after)
            for shelf, before, after in pairs
            if before is not None and after is not None
        ]
        return Difference(
            older=self.older.name,
            newer=self.newer.name,
            added=tuple(
                self._added(shelf, after)
                for shelf, before, after in pairs
                if after is not None
                and _is_live(after)
                and (before is None or not _is_live(before))
            ),
            withdrawn=tuple(
                _named(shelf, after)
                for shelf, before, after in pairs
                if after is not None
                and not _is_live(after)
                and (before is None or _is_live(before))
            ),
            removed=tuple(_named(shelf, before) for shelf, before, after in pairs if after is None),
            renamed=tuple(
                self._renamed(shelf, before, after)
                for shelf, before, after in kept
                if _words(before.title) != _words(after.title)
            ),
            changed=tuple(
                Changed(shelf=shelf, code=after.code, title=after.title, fields=fields)
                for shelf, before, after in kept
                if (fields := tuple(self._fields(before, after)))
            ),
        )

    def _pairs(self, shelf: str) -> Iterator[tuple[str, Any, Any]]:
        before, after = (one.shelves.get(shelf, {}) for one in (self.older, self.newer))
        for code in dict.fromkeys((*after, *before)):
            yield shelf, before.get(code), after.get(code)

    def _added(self, shelf: str, record: Any) -> Named:
        return _named(shelf, record, reason=self._reason(record.known_on))

    def _renamed(self, shelf: str, before: Any, after: Any) -> Renamed:
        return Renamed(
            shelf=shelf,
            code=after.code,
            before=before.title,
            after=after.title,
            reason=self._reason(self._known(after.title)),
        )

    def _known(self, said: Title | Text) -> dt.date:
        return known_in(said, self.days, self.started_on)

    def _reason(self, known_on: dt.date) -> Reason:
        return Reason.LEARNT if known_on > self.day else Reason.CORRECTED

    def _fields(self, before: Any, after: Any) -> Iterator[FieldChange]:
        for attribute in attrs.fields(type(after)):
            if attribute.name in APART or spec_of(attribute) is None:
                continue
            was, now = (getattr(record, attribute.name) for record in (before, after))
            if attribute.name == "formerly":
                # Words that the older record still bore are told where they changed.
                now = tuple(former for former in now if not _bore(before, former))
            yield from self._differ(was, now, attribute.name, after.known_on)
        if before.withdrawn is not None and after.withdrawn is not None:
            yield from self._differ(before.withdrawn, after.withdrawn, "withdrawn", after.known_on)
        if _words(before.title) == _words(after.title):
            yield from self._differ(before.title, after.title, "title", after.known_on)

    def _differ(
        self, was: Any, now: Any, path: str, day: dt.date, says: Says | None = None
    ) -> Iterator[FieldChange]:
        """The changes from `was` to `now`; `day` and `says` are those of what holds them."""
        if was == now:
            return
        says = _voice(was if now is None else now) or says
        if attrs.has(type(now)) and type(was) is type(now):
            day = self._day_of(now, day)
            for attribute in attrs.fields(type(now)):
                old, new = (getattr(one, attribute.name) for one in (was, now))
                yield from self._differ(old, new, f"{path}.{attribute.name}", day, says)
        elif isinstance(now, tuple) and isinstance(was, tuple) and not _are_codes((*was, *now)):
            yield from self._differ_in_order(was, now, path, day)
        else:
            yield FieldChange(
                path=path,
                before=_told(was),
                after=_told(now),
                reason=self._reason(self._day_of_change(was, now, day)),
                says=says,
            )

    def _differ_in_order(
        self, was: tuple[Any, ...], now: tuple[Any, ...], path: str, day: dt.date
    ) -> Iterator[FieldChange]:
        """The changes of a list: what stands in both is no change, wherever it stands."""
        gone = [item for item in was if item not in now]
        come = [(place, item) for place, item in enumerate(now) if item not in was]
        if not gone and not come:
            yield FieldChange(path=path, before="", after="", reason=Reason.CORRECTED)
        for old, new in zip_longest(gone, come):
            place, item = new or (was.index(old), None)
            yield from self._differ(old, item, f"{path}[{place}]", day)

    def _day_of_change(self, was: Any, now: Any, day: dt.date) -> dt.date:
        """When what stands now became known; what merely went away is a correction."""
        if _told(now) is None:
            return dt.date.min
        if isinstance(now, tuple):
            come = [self.days[code] for code in now if code in self.days and code not in was]
            return max(come, default=day)
        return self._day_of(now, day)

    def _day_of(self, part: Any, day: dt.date) -> dt.date:
        """When a part became known: its own day, that of its words, or its holder's `day`."""
        if isinstance(part, Title | Text):
            return self._known(part)
        if not attrs.has(type(part)):
            return day
        said: dt.date | None = getattr(part, "known_on", None)
        if said is not None:
            return said
        codes: tuple[str, ...] = getattr(part, "sources", ())
        known: list[dt.date] = [self.days[code] for code in codes if code in self.days]
        if known:
            return min(known)
        words = [self._known(inner) for _, inner in parts(part) if isinstance(inner, Title | Text)]
        if getattr(part, "says", None) is Says.OURS:
            words.append(self.started_on)
        return max(words, default=day)


def _is_live(record: Any) -> bool:
    return getattr(record, "withdrawn", None) is None


def _named(shelf: str, record: Any, reason: Reason = Reason.LEARNT) -> Named:
    return Named(
        shelf=shelf,
        code=record.code,
        title=record.title,
        reason=reason,
        withdrawn=getattr(record, "withdrawn", None),
    )


def _words(title: Title) -> tuple[str, str]:
    return title.fr, title.en


def _voice(value: Any) -> Says | None:
    """Who says a value: what it says itself, or what all the texts inside it say."""
    said: Says | None = getattr(value, "says", None)
    if said is not None or not attrs.has(type(value)):
        return said
    voices = {inner.says for _, inner in parts(value) if isinstance(inner, Title | Text)}
    return voices.pop() if len(voices) == 1 else None


def _bore(record: Any, former: Former) -> bool:
    """Whether `record` still says what `former` tells as past."""
    said = getattr(record, former.field, None)
    return isinstance(said, Title | Text) and said.fr == former.said.fr


def _are_codes(values: tuple[Any, ...]) -> bool:
    return all(isinstance(value, str) for value in values)


def _told(value: Any) -> str | None:
    """A value in one line; None when there is nothing."""
    if value is None or value in ("", ()):
        return None
    if isinstance(value, Title | Text):
        return value.fr
    if isinstance(value, tuple):
        return ", ".join(filter(None, map(_told, value)))
    if attrs.has(type(value)):
        told = (_told(getattr(value, attribute.name)) for attribute in attrs.fields(type(value)))
        return " · ".join(filter(None, told))
    return str(value)
