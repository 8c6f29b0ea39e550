"""A catalogue's records as they were known on a past day.

What counts, for each piece of a record:

- a record, a former wording, a withdrawal: its own `known_on`;
- a text or a title: its `known_on` when it says one; otherwise the day on which the last of its
  sources became known; without a source, the words are ours, and were not known before
  `started_on`, the day on which the catalogue was begun;
- a tie or a role: the day on which the first of its sources became known.

What was not known yet is left out, or gives way to what the field said before (`formerly`). Where
the record's form cannot do without it (a short name, the argument of a pole), the later words are
lent to it, marked as ours and without a source. Codes of records that were not known yet leave
every list; a record that cannot stand without one of them is left out too.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from reflexes.fields import Spec, spec_of
from reflexes.records import changed
from reflexes.texts import Says, Text, Title
from reflexes.timeline import Former

Shelves = Mapping[str, Mapping[str, Any]]
Parts = tuple[Any, ...]


def known_in(item: Any, days: Mapping[str, dt.date], started_on: dt.date) -> dt.date:
    """The day on which the words of a text or a title became known (see the module)."""
    if item.known_on is not None:
        said: dt.date = item.known_on
        return said
    known = [days[code] for code in item.sources if code in days]
    if item.says is Says.OURS:
        known.append(started_on)
    return max(known, default=dt.date.min)


class Past:
    """One past day: which records were known then, and what they said."""

    def __init__(self, shelves: Shelves, day: dt.date, started_on: dt.date) -> None:
        """Find the records known on `day`, then those that can stand on the others alone.

        `shelves` holds every record by code, the withdrawn ones too; `started_on` is the day on
        which the catalogue's own words began.
        """
        self._shelves = shelves
        self.day = day
        self.started_on = started_on
        self.days = {code: source.known_on for code, source in shelves.get("sources", {}).items()}
        self.known: dict[str, set[str]] = {
            name: {code for code, record in records.items() if record.known_on <= day}
            for name, records in shelves.items()
        }
        while self._drop_what_cannot_stand():
            pass

    def _drop_what_cannot_stand(self) -> bool:
        fallen = [
            (name, code)
            for name, codes in self.known.items()
            for code in codes
            if not self._stands(self._shelves[name][code])
        ]
        for name, code in fallen:
            self.known[name].discard(code)
        return bool(fallen)

    def _stands(self, part: Any) -> bool:
        """Whether every record that `part` cannot do without was known."""
        for attribute, spec in _specs(part):
            value = getattr(part, attribute.name)
            if not spec.refers:
                continue
            if isinstance(value, str):
                if not spec.optional and not self._is_known(value, spec):
                    return False
            elif len(self._codes(value, spec)) < min(spec.minimum or 0, len(value)):
                return False
        return True

    def _is_known(self, code: str, spec: Spec) -> bool:
        return ":" in code or any(code in self.known.get(shelf, ()) for shelf in spec.refers)

    def _codes(self, codes: Iterable[str], spec: Spec) -> tuple[str, ...]:
        return tuple(code for code in codes if self._is_known(code, spec))

    def shelf(self, name: str) -> dict[str, Any]:
        """The records of a shelf by code, as they were known on the day, in their order."""
        known = self.known[name]
        return {
            code: self.record(record)
            for code, record in self._shelves[name].items()
            if code in known
        }

    def record(self, record: Any) -> Any:
        """The record as it was known on the day."""
        said = {
            attribute.name: self._field(record, attribute, spec)
            for attribute, spec in _specs(record)
        }
        withdrawn = record.withdrawn
        if withdrawn is not None:
            # By its own day, whoever gives the reason.
            said["withdrawn"] = self._lent(withdrawn) if withdrawn.known_on <= self.day else None
        said["formerly"] = self._formerly(record)
        return changed(record, **said)

    def description(self, description: Any) -> Any:
        """The catalogue's description, with the milestones of the day and before."""
        reached = [each for each in description.milestones if each.known_on <= self.day]
        return changed(
            self._lent(description), milestones=tuple(self._lent(each) for each in reached)
        )

    def _field(self, record: Any, attribute: Any, spec: Spec) -> Any:
        """The value of a field of a whole record, its former words included."""
        value = getattr(record, attribute.name)
        if isinstance(value, Title | Text) and not self._was_said(value):
            former = self._former(record, attribute.name)
            if former is not None:
                return _as_kind(former.said, type(value))
        return self._value(value, spec)

    def _former(self, record: Any, field: str) -> Former | None:
        """What `field` said on the day, when it did not say yet what it says now."""
        formers = [
            former
            for former in getattr(record, "formerly", ())
            if former.field == field and former.known_on <= self.day
        ]
        return max(formers, key=lambda former: former.known_on, default=None)

    def _formerly(self, record: Any) -> tuple[Former, ...]:
        """The former words that others had already replaced on the day."""
        formers: tuple[Former, ...] = record.formerly
        return tuple(
            self._lent(former)
            for former in formers
            if former.known_on <= self.day
            and (
                self._former(record, former.field) is not former
                or self._was_said(getattr(record, former.field))
            )
        )

    def _value(self, value: Any, spec: Spec) -> Any:
        if spec.refers:
            return value if isinstance(value, str) else self._codes(value, spec)
        if isinstance(value, tuple):
            return self._many(value, spec)
        if attrs.has(type(value)):
            if spec.optional and not self._was_known(value):
                return None
            return self._lent(value)
        return value

    def _many(self, values: Parts, spec: Spec) -> Parts:
        kept = tuple(value for value in values if self._was_known(value))
        # Where some are needed, what was not known then is lent rather than missed.
        kept = values if len(kept) < min(spec.minimum or 0, len(values)) else kept
        return tuple(self._lent(value) for value in kept)

    def _was_said(self, said: Any) -> bool:
        return known_in(said, self.days, self.started_on) <= self.day

    def _was_known(self, part: Any) -> bool:
        """Whether a part of a record was known on the day."""
        if not attrs.has(type(part)):
            return True
        if isinstance(part, Title | Text):
            return self._was_said(part)
        known_on = getattr(part, "known_on", None)
        if known_on is not None and known_on > self.day:
            return False
        return self._is_vouched_for(part) and all(
            self._was_known(getattr(part, attribute.name))
            for attribute, spec in _specs(part)
            if not spec.optional
        )

    def _is_vouched_for(self, part: Any) -> bool:
        """Whether a tie or a role has a source known on the day, or is ours and was begun."""
        if not self._stands(part):
            return False
        sources = getattr(part, "sources", None)
        if sources:
            return any(self.days.get(code, dt.date.min) <= self.day for code in sources)
        return getattr(part, "says", None) is not Says.OURS or self.started_on <= self.day

    def _lent(self, part: Any) -> Any:
        """A part with what its fields said on the day; words not yet said are marked as ours."""
        if not attrs.has(type(part)):
            return part
        if isinstance(part, Title | Text) and not self._was_said(part):
            return changed(part, says=Says.OURS, sources=(), known_on=None)
        return changed(
            part,
            **{
                attribute.name: self._value(getattr(part, attribute.name), spec)
                for attribute, spec in _specs(part)
            },
        )


def _specs(item: Any) -> list[tuple[Any, Spec]]:
    """The fields of a record that have words of their own."""
    pairs = [(attribute, spec_of(attribute)) for attribute in attrs.fields(type(item))]
    return [(attribute, spec) for attribute, spec in pairs if spec is not None]


def _as_kind(said: Text, kind: type[Any]) -> Any:
    """Former words as a title or as a text, as the field wants them."""
    if kind is Text:
        return said
    return kind(
        fr=said.fr,
        en=said.en or said.fr,
        says=said.says,
        sources=said.sources,
        translated=said.translated,
        known_on=said.known_on,
    )
