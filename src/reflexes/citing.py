"""Citing: a record or an edition as a reference, in BibTeX, as a line of text, as CSL-JSON.

The author is always the catalogue, never the inquiry's authors: the sentences of a record are its
own, even where they tell what the inquiry said. What they rest on is listed beside, each source
under the name of its publisher. The record of a source is cited as the source itself, with how far
it was read.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.describing import name_of
from reflexes.kinds import KINDS
from reflexes.sources import Source, SourceKind
from reflexes.wording import Translate, said_date, translator

SHORT_DIGEST = 12
"""How many figures of an edition's digest a citation shows."""
FORMATS = ("text", "bibtex", "csl")
"""The forms of a citation."""

BIBTEX_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
BIBTEX_LANGUAGES = {"fr": "french", "en": "english"}

# `{` and `}` are counted by BibTeX even after a backslash, so they are named.
ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    # The no-break spaces: BibTeX has one sign for both.
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": "~",
}
UNSAFE_IN_ADDRESS = {sign: f"%{ord(sign):02X}" for sign in ' "<>\\^`{|}'}

CSL_TYPES = {
    SourceKind.PAGE: "webpage",
    SourceKind.POST: "post-weblog",
    SourceKind.REPORT: "report",
    SourceKind.PRESS: "article-newspaper",
    SourceKind.LAW: "legislation",
    SourceKind.STUDY: "report",
}


@attrs.frozen(kw_only=True)
class Reference:
    """One thing cited, in one language.

    `kind` is `dataset` for an edition, `entry` for a record, else a kind of source. `issued` is the
    year, the month and the day as far as they are known. `notes` are sentences, `rests_on` the
    codes of the sources listed after it. `address` is empty where nobody gave one.
    """

    key: str
    kind: str
    author: str
    title: str
    language: str
    container: str = ""
    version: str = ""
    issued: tuple[int, ...] = ()
    seen_on: dt.date | None = None
    address: str = ""
    notes: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def is_edition(self) -> bool:
        """Whether it is a whole edition, or a tree that will become one."""
        return self.kind == "dataset"


@attrs.frozen(kw_only=True)
class Citation:
    """What is cited, then what it rests on."""

    cited: Reference
    sources: tuple[Reference, ...] = ()

    @property
    def references(self) -> tuple[Reference, ...]:
        """What is cited, then its sources."""
        return (self.cited, *self.sources)

    def written(self, form: str) -> str:
        """The citation in one of `FORMATS`, without a line break at its end."""
        return {"text": as_text, "bibtex": as_bibtex, "csl": as_csl}[form](self)


def cite(
    catalogue: Catalogue, code: str | None = None, *, language: str = "fr", address: str = ""
) -> Citation:
    """How to cite the record that bears `code`, or the whole edition.

    `address` is where a reader finds it on the web, if anywhere: the library knows no site. Raises
    `UnknownCodeError` when no record bears the code.
    """
    teller = _Citing(catalogue, language)
    if code is None:
        return Citation(cited=teller.edition(address))
    shelf = catalogue.shelf_of(code)
    record = catalogue.shelf(shelf).everything[code]
    if isinstance(record, Source):
        return Citation(cited=teller.source(record))
    sources = tuple(teller.source(source) for source in catalogue.cited(record))
    return Citation(cited=teller.record(shelf, record, address), sources=sources)


def issued_in(catalogue: Catalogue) -> tuple[int, ...]:
    """The year and the month in which an edition came out; empty for a tree of files.

    An edition that tells of days before the catalogue was begun was made afterwards, in its month.
    """
    day = made_on(catalogue)
    return (day.year, day.month) if day else ()


def made_on(catalogue: Catalogue) -> dt.date | None:
    """The first day on which an edition can have come out; None for a tree of files."""
    if catalogue.day is None:
        return None
    return max(catalogue.day, catalogue.description.started_on or catalogue.day)


class _Citing:
    """Cites the records of one catalogue in one language."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.catalogue = catalogue
        self.language = language
        self.translate: Translate = translator(language)
        self.title = catalogue.description.title.in_language(language)

    def edition(self, address: str) -> Reference:
        """The edition as a data set."""
        return Reference(
            key=self._key(),
            kind="dataset",
            author=self.title,
            title=self.title,
            language=self.language,
            version=self.catalogue.edition,
            issued=issued_in(self.catalogue),
            address=address,
            notes=tuple(self._about_edition()),
        )

    def record(self, shelf: str, record: Any, address: str) -> Reference:
        """A record as an entry of the edition."""
        sources = tuple(source.code for source in self.catalogue.cited(record))
        return Reference(
            key=self._key(record.code),
            kind="entry",
            author=self.title,
            title=record.title.in_language(self.language),
            language=self.language,
            container=self.title,
            version=self.catalogue.edition,
            issued=issued_in(self.catalogue),
            address=address,
            notes=(*self._about_record(shelf, record, sources), *self._about_edition()),
            rests_on=sources,
        )

    def source(self, source: Source) -> Reference:
        """A source as itself, with how far it was read."""
        return Reference(
            key=source.code,
            kind=source.kind.value,
            author=source.publisher,
            title=source.title.in_language(source.language.value),
            language=source.language.value,
            issued=tuple(map(int, filter(None, source.published_on.split("-")))),
            seen_on=source.seen_on,
            address=source.addresses[0],
            notes=(
                self._said("How far it was read: %s.") % self.translate(source.confidence.value),
            ),
        )

    def _key(self, *code: str) -> str:
        return "-".join(filter(None, (self.catalogue.name, self.catalogue.edition, *code)))

    def _about_record(self, shelf: str, record: Any, sources: tuple[str, ...]) -> Iterator[str]:
        yield self._said("%(kind)s, record “%(code)s”; status: %(status)s.") % {
            "kind": self.translate(name_of(KINDS[shelf])),
            "code": record.code,
            "status": self.translate(record.status.value),
        }
        if record.withdrawn is not None:
            instead = ", ".join(record.withdrawn.replaced_by) or "—"
            yield self._said("This record is off its shelf; see: %s.") % instead
        interviews = ", ".join(getattr(record, "interviews", ()))
        if interviews:
            yield (self._said("It rests on these interviews: %s.") % interviews)
        if sources:
            yield self._said("The words are the catalogue’s; what they rest on is listed after.")

    def _about_edition(self) -> Iterator[str]:
        catalogue, began = self.catalogue, self.catalogue.description.started_on
        if catalogue.day is None:
            yield self._said("Being written, not an edition.")
            return
        if began is not None and catalogue.day < began:
            yield self._said("What was public on %s, gathered afterwards.") % self._date(
                (catalogue.day.year, catalogue.day.month, catalogue.day.day)
            )
        if catalogue.digest:
            yield self._said("SHA-256 %s…") % catalogue.digest[:SHORT_DIGEST]

    def _said(self, words: str) -> str:
        return self.translate(words)

    def _date(self, parts: tuple[int, ...]) -> str:
        return said_date(parts, self.language)


def as_text(citation: Citation) -> str:
    """One line for what is cited, then one for each source, numbered.

    The language is that of what is cited.
    """
    language = citation.cited.language
    lines = [_line(citation.cited, language)]
    lines += [
        f"  [{place}] {_line(source, language)}"
        for place, source in enumerate(citation.sources, start=1)
    ]
    return "\n".join(lines)


def _line(reference: Reference, language: str) -> str:
    translate = translator(language)
    title = "" if reference.is_edition else translate("“%s”") % reference.title
    version = translate("edition %s") % reference.version if reference.version else ""
    parts = (reference.author, title, version, said_date(reference.issued, language))
    said = ", ".join(filter(None, parts)) + "."
    seen = ""
    if reference.seen_on is not None:
        day = reference.seen_on
        seen = translate(" (seen on %s)") % said_date((day.year, day.month, day.day), language)
    where = f"<{reference.address}>{seen}." if reference.address else ""
    return " ".join(filter(None, (said, *reference.notes, where)))


def as_bibtex(citation: Citation) -> str:
    """One BibTeX entry for what is cited, then one for each source, in UTF-8.

    An edition is a `@dataset`, which styles that do not know it print as a `@misc`; all else is a
    `@misc`. `related` is understood by biblatex alone; the entries that it names follow.
    """
    return "\n\n".join(map(_entry, citation.references))


def _entry(reference: Reference) -> str:
    kind = "dataset" if reference.is_edition else "misc"
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(reference) if value)
    return f"@{kind}{{{reference.key},\n{fields}}}"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    # Twice in braces: one body, not a person's name; a title whose capitals stay.
    yield "author", f"{{{_braced(reference.author)}}}"
    # The edition also in words: older styles do not print `version`.
    title = reference.title
    yield "title", f"{{{_braced(_placed(title, reference) if reference.is_edition else title)}}}"
    yield "howpublished", _braced(_placed(reference.container, reference))
    year, month, *_ = (*reference.issued, 0, 0)
    yield "year", _braced(str(year or ""))
    yield "month", BIBTEX_MONTHS.split()[month - 1] if month else ""
    yield "version", _braced(reference.version)
    yield "note", _braced(" ".join(reference.notes))
    yield "related", _braced(",".join(reference.rests_on))
    yield "url", f"{{{plain_address(reference.address)}}}" if reference.address else ""
    yield "urldate", _braced(reference.seen_on.isoformat() if reference.seen_on else "")
    yield "langid", _braced(BIBTEX_LANGUAGES[reference.language])


def _placed(title: str, reference: Reference) -> str:
    """A title with the edition after it, where there is one."""
    if not (title and reference.version):
        return title
    return f"{title}, {translator(reference.language)('edition %s') % reference.version}"


def _braced(said: str) -> str:
    """A value between braces, its special signs escaped; the empty string when there is none."""
    escaped = "".join(ESCAPES.get(sign, sign) for sign in _on_one_line(said))
    return f"{{{escaped}}}" if escaped else ""


def _on_one_line(said: str) -> str:
    """`said` with its line breaks as spaces; no-break spaces stay."""
    return " ".join(said.replace("\r", "\n").replace("\t", "\n").split("\n")).strip(" ")


def plain_address(address: str) -> str:
    """The address with the signs that would end a value, or that no address holds, as figures."""
    return "".join(UNSAFE_IN_ADDRESS.get(sign, sign) for sign in address)


def as_csl(citation: Citation) -> str:
    """CSL-JSON 1.0.2: a list whose first item is what is cited."""
    items = [_item(reference) for reference in citation.references]
    return json.dumps(items, ensure_ascii=False, indent=2)


def _item(reference: Reference) -> Mapping[str, Any]:
    kind = reference.kind
    seen = reference.seen_on
    said = {
        "id": reference.key,
        "type": kind if kind in {"dataset", "entry"} else CSL_TYPES[SourceKind(kind)],
        "author": [{"literal": reference.author}],
        "title": reference.title,
        "container-title": reference.container,
        "version": reference.version,
        "issued": {"date-parts": [list(reference.issued)]} if reference.issued else None,
        "accessed": {"date-parts": [[seen.year, seen.month, seen.day]]} if seen else None,
        "URL": reference.address,
        "note": " ".join(reference.notes),
        "language": reference.language,
    }
    return {name: value for name, value in said.items() if value}
