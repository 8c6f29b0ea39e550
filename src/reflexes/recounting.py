"""What changed between two catalogues, recounted in the terminal, as Markdown or as plain data."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.comparing import Changed, Difference, FieldChange, Named, Reason, Renamed
from reflexes.texts import Says, Title
from reflexes.wording import Translate

SHOWN = 160
"""How many characters of a value are shown in the terminal; Markdown and JSON give it whole."""

SECTIONS = {
    "added": "Added",
    "renamed": "Renamed",
    "changed": "Said otherwise",
    "withdrawn": "Withdrawn",
    "removed": "No longer there",
}


def as_plain(difference: Difference) -> dict[str, Any]:
    """The plain form of a difference, for JSON."""
    said: dict[str, Any] = attrs.asdict(
        difference,
        filter=lambda attribute, value: value not in (None, ()) or attribute.name in SECTIONS,
        value_serializer=_serialized,
    )
    return said


def _serialized(_: object, __: object, value: Any) -> Any:
    if isinstance(value, Title):
        return {"fr": value.fr, "en": value.en}
    return value.isoformat() if hasattr(value, "isoformat") else value


class Recounter:
    """Recounts differences in one language."""

    def __init__(self, language: str, translate: Translate) -> None:
        """Keep the language and its words."""
        self.language = language
        self.translate = translate

    def in_terminal(self, difference: Difference, width: int = 100) -> str:
        """The difference as lines of at most about `width` characters."""
        lines = [self._heading(difference)]
        if not difference:
            lines += ["", self.translate("Nothing differs.")]
        for name, words in SECTIONS.items():
            entries = getattr(difference, name)
            if entries:
                lines += ["", f"{self.translate(words)} ({len(entries)})"]
                lines += [
                    line for entry in entries for line in self._entry(entry, "  ", width, SHOWN)
                ]
        return "\n".join(lines)

    def as_markdown(self, difference: Difference, level: int = 2) -> str:
        """The difference as Markdown; `level` is that of its heading."""
        lines = [f"{'#' * level} {self._heading(difference)}", ""]
        if not difference:
            lines += [self.translate("Nothing differs."), ""]
        for name, words in SECTIONS.items():
            entries = getattr(difference, name)
            if entries:
                lines += [f"{'#' * (level + 1)} {self.translate(words)} ({len(entries)})", ""]
                lines += [line for entry in entries for line in self._item(entry)] + [""]
        return "\n".join(lines)

    def _heading(self, difference: Difference) -> str:
        files = self.translate("the files")
        return self.translate("From %(older)s to %(newer)s") % {
            "older": difference.older or files,
            "newer": difference.newer or files,
        }

    def _entry(
        self, entry: Named | Renamed | Changed, indent: str, width: int, shown: int
    ) -> Iterator[str]:
        yield f"{indent}{entry.shelf}/{entry.code}{self._aside(entry)}"
        for words in self._words(entry, shown):
            yield textwrap.fill(
                words, width, initial_indent=f"{indent}  ", subsequent_indent=f"{indent}    "
            )

    def _item(self, entry: Named | Renamed | Changed) -> Iterator[str]:
        title = f" {_safe(self._title(entry.title))}" if isinstance(entry, Named) else ""
        yield f"- `{entry.shelf}/{entry.code}`{title}{_safe(self._aside(entry))}"
        if isinstance(entry, Changed):
            for change in entry.fields:
                words = self._change(change, None).removeprefix(change.path)
                yield f"  - `{change.path}`{_safe(words)}"
            return
        for words in list(self._words(entry, shown=None))[isinstance(entry, Named) :]:
            yield f"  - {_safe(words)}"

    def _aside(self, entry: Named | Renamed | Changed) -> str:
        """Whether a whole entry is a mere correction."""
        reason = getattr(entry, "reason", Reason.LEARNT)
        return f" [{self.translate('correction')}]" if reason is Reason.CORRECTED else ""

    def _words(self, entry: Named | Renamed | Changed, shown: int | None) -> Iterator[str]:
        if isinstance(entry, Renamed):
            yield f"« {self._title(entry.before)} » → « {self._title(entry.after)} »"
        elif isinstance(entry, Changed):
            for change in entry.fields:
                yield self._change(change, shown)
        else:
            yield self._title(entry.title)
            yield from self._withdrawal(entry)

    def _withdrawal(self, entry: Named) -> Iterator[str]:
        if entry.withdrawn is None:
            return
        fate = self.translate(entry.withdrawn.fate.value)
        instead = ", ".join(entry.withdrawn.replaced_by)
        yield f"{fate} → {instead}" if instead else fate
        yield entry.withdrawn.reason.in_language(self.language)

    def _change(self, change: FieldChange, shown: int | None) -> str:
        notes = [self.translate("correction")] if change.reason is Reason.CORRECTED else []
        notes += [self.translate(change.says.value)] if change.says is Says.OURS else []
        note = f" [{' · '.join(notes)}]" if notes else ""
        if change.before is None:
            return f"{change.path} + {_cut(change.after, shown)}{note}"
        if change.after is None:
            return f"{change.path} − {_cut(change.before, shown)}{note}"
        if change.before == change.after:
            return f"{change.path}: {self.translate('in another order')}"
        return f"{change.path}: {_cut(change.before, shown)} → {_cut(change.after, shown)}{note}"

    def _title(self, title: Title) -> str:
        return title.in_language(self.language)


def recount_history(catalogues: Iterable[Catalogue], recounter: Recounter) -> str:
    """The changelog of the data: what each edition brought, the newest first, as Markdown."""
    editions = list(catalogues)
    told = {each.edition: each for each in editions[-1].description.milestones}
    parts = []
    for older, newer in zip([None, *editions], editions, strict=False):
        milestone = told.get(newer.edition)
        title = f" · {milestone.title.in_language(recounter.language)}" if milestone else ""
        lines = [f"## {newer.edition}{title}", ""]
        if milestone:
            lines += [milestone.told.in_language(recounter.language), ""]
        if older is None:
            counts = recounter.translate("The first edition: %d records.") % len(newer)
            lines += [counts, ""]
        else:
            lines += [recounter.as_markdown(older.compare(newer), level=3)]
        parts.append("\n".join(lines))
    return "\n".join(reversed(parts))


def _cut(value: str | None, shown: int | None) -> str:
    said = value or ""
    return said if shown is None or len(said) <= shown else f"{said[: shown - 1]}…"


def _safe(words: str) -> str:
    """Words in which nothing is taken for Markdown."""
    # Not split(), which would take the no-break spaces of French for plain ones.
    flat = " ".join(words.split("\n"))
    for mark in "\\`*_[]<>#|":
        flat = flat.replace(mark, f"\\{mark}")
    return flat
