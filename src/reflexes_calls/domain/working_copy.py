"""Working copy: a draft taken out as a document, and what came back of it.

Each answer stands in a zone that bears a mark: the code of its question, and a digest of what the
draft said when the copy was made. Back again, the digest tells who changed what: the copy, the
draft, or both. A mark that was lost loses no text: it is shown apart, to be copied.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from reflexes.digests import digest_of
from reflexes.records import record
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.form import Form, Kind, Phase, Question, Section
from reflexes_calls.domain.sayable import sayable
from reflexes_calls.domain.typed_answer import (
    GRIDS,
    TICKS,
    Rows,
    columns_of,
    keys_for,
    offered,
    rows_of,
    worded,
)

DIGITS = 8
"""Enough to tell a text that was changed; nobody gains anything by forging their own."""
ZONE = re.compile(rf"\[\[\s*([a-z][a-z0-9_-]*)(?:\s+([0-9a-f]{{{DIGITS}}}))?\s*\]\]")
COPY = re.compile(r"\[\[\s*(?:COPIE|COPY)\s+([0-9a-f]{32})\s*\]\]")
TICK = re.compile(r"^\s*(?:\[\s*([xXvV✓✔☒☑]?)\s*\]|([☐☒☑✓✔]))\s*(.*)$")
TICKED, EMPTY = "[x]", "[ ]"
BAR, INNER_BAR, LINE_END = " | ", "¦", " ⏎ "
"""How the cells of a table are parted in a text, and what stands for these signs inside one."""
GUARD = Bilingual(
    fr="Répondez sous cette ligne et laissez-la en place.",
    en="Answer below this line and leave it in place.",
)
"""What stands beside each mark; the program that reads the document back knows both."""
OFFERED = 3
"""How many empty rows a table offers at most."""


@record
class Zone:
    """Where a question is answered: its words, its mark, and what is there so far.

    `headings` are those of a table; `room` is how many empty rows are offered.
    """

    mark: str
    label: str
    notes: tuple[str, ...]
    rows: Rows
    headings: tuple[str, ...] = ()
    room: int = 0


@record
class CopySection:
    """Some zones under a heading. `notes` tell what cannot be answered in a document."""

    title: str
    intro: str
    zones: tuple[Zone, ...]
    notes: tuple[str, ...] = ()


@record
class WorkingCopy:
    """Everything that the document says, in its order."""

    language: str
    title: str
    mark: str
    intro: tuple[str, ...]
    sections: tuple[CopySection, ...]


@record
class ZoneRead:
    """A zone that came back. `rows` are those under its mark, each a row of cells."""

    code: str
    base: str
    rows: Rows


@record
class Returned:
    """A document that came back. `loose` is what stands outside every zone, in its order.

    `application` is the one that the copy was made of; empty when the document does not say.
    """

    application: str
    zones: tuple[ZoneRead, ...]
    loose: tuple[str, ...]
    pictures: int = 0


@record
class Piece:
    """A part of a document as it was read: a text, or the rows of a table."""

    text: str = ""
    rows: Rows = ()


class State(StrEnum):
    """What became of an answer."""

    CHANGED = "changed"
    BOTH = "both"
    UNSURE = "unsure"


@record
class Difference:
    """An answer that the copy says otherwise than the draft. `base` is what its mark said."""

    question: Question
    state: State
    present: Rows
    returned: Rows
    base: str

    @property
    def is_proposed(self) -> bool:
        """Whether it is ticked at first: only what nobody changed meanwhile."""
        return self.state is State.CHANGED


@record
class Comparison:
    """What came back, beside the draft. `twice` and `loose` are shown, and never taken."""

    differences: tuple[Difference, ...]
    missing: tuple[Question, ...]
    twice: tuple[tuple[Question, Rows], ...]
    unknown: tuple[tuple[str, Rows], ...]
    loose: tuple[str, ...]


def returned_from(pieces: Iterable[Piece], *, pictures: int = 0) -> Returned:
    """The zones of a document, and everything else that it says.

    A mark in any row begins a zone: office programs join tables that come to touch each other.
    """
    application = ""
    zones: list[ZoneRead] = []
    loose: list[str] = []
    for piece in pieces:
        found = COPY.search(piece.text)
        if found:
            application = found[1]
        elif piece.text.strip():
            loose.append(piece.text.strip())
        before, inside = _parted(piece.rows)
        loose.extend(" · ".join(filter(None, row)) for row in before)
        zones.extend(inside)
    said = tuple(each for each in loose if each.strip())
    return Returned(application=application, zones=tuple(zones), loose=said, pictures=pictures)


def _parted(rows: Rows) -> tuple[Rows, list[ZoneRead]]:
    """The rows before any mark, and the zones of the others."""
    before: list[tuple[str, ...]] = []
    zones: list[tuple[str, str, list[tuple[str, ...]]]] = []
    for row in rows:
        found = mark_in("\n".join(row))
        if found:
            zones.append((found[1], found[2] or "", []))
            beside = tuple(_without_mark(cell) for cell in row)
            row = beside if any(beside) else ()  # noqa: PLW2901  # what is left of it
        if row:
            (zones[-1][2] if zones else before).append(row)
    return tuple(before), [ZoneRead(code=c, base=b, rows=tuple(r)) for c, b, r in zones]


def mark_in(text: str) -> re.Match[str] | None:
    """The mark in a row; a code that people typed between brackets by themselves is none."""
    found = ZONE.search(text)
    is_guarded = GUARD.fr in text or GUARD.en in text
    return found if found and (found[2] or is_guarded) else None


def _without_mark(cell: str) -> str:
    """What people typed in the row of a mark."""
    left = ZONE.sub("", cell)
    for said in (GUARD.fr, GUARD.en):
        left = left.replace(said, "")
    return left.strip()


def tidy(text: str) -> str:
    """A text as it is compared: what an office program does by itself is no change."""
    lines = unicodedata.normalize("NFC", sayable(text)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _tidied(rows: Rows) -> Rows:
    known = tuple(tuple(tidy(cell).strip() for cell in row) for row in rows)
    return tuple(row for row in known if any(row))


def _compared(rows: Rows) -> list[list[str]]:
    """What two texts must share to be the same: spaces that a program adds are no change."""
    return [
        ["\n".join(" ".join(line.split()) for line in cell.split("\n")) for cell in row]
        if len(row) == 1
        else [" ".join(cell.split()) for cell in row]
        for row in _tidied(rows)
    ]


def digest_of_rows(rows: Rows) -> str:
    """The short digest that a mark bears."""
    return digest_of(_compared(rows))[:DIGITS]


def mark_of(code: str, rows: Rows) -> str:
    """The mark of a zone."""
    return f"[[{code} {digest_of_rows(rows)}]]"


def copied_questions(form: Form, phase: Phase) -> Iterator[tuple[Section, Question]]:
    """The questions that a copy asks: all those of the phase, with or without their condition."""
    for section in form.sections:
        if phase in section.phases:
            yield from ((section, each) for each in section.questions if not each.internal)


def zone_of(
    question: Question, draft: Mapping[str, str], language: str, notes: Iterable[str]
) -> Zone:
    """The zone of a question, with what is typed so far."""
    rows = rows_of(question, draft)
    mark, known = mark_of(question.code, rows), tuple(notes)
    label = question.label.said(language)
    if question.kind in TICKS:
        ticked = {row[0] for row in rows}
        lines = [
            f"{TICKED if code in ticked else EMPTY} {words}"
            for code, words in offered(question, language)
        ]
        return Zone(mark=mark, label=label, notes=known, rows=(("\n".join(lines),),))
    shown = worded(question, rows, language)
    if question.kind not in GRIDS:
        return Zone(mark=mark, label=label, notes=known, rows=shown or (("",),))
    most = 1 if question.kind is Kind.ADMINISTRATION else question.maximum or len(rows) + OFFERED
    room = max(0, min(OFFERED, most - len(rows)))
    headings = columns_of(question, language)
    return Zone(mark=mark, label=label, notes=known, rows=shown, headings=headings, room=room)


def on_one_line(row: Iterable[str]) -> str:
    """A row of a table where there is only text."""
    return BAR.join(cell.replace(BAR.strip(), INNER_BAR).replace("\n", LINE_END) for cell in row)


def _cells(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    """The cells of a row, where it may have been written as a text."""
    if len(row) != 1 or width == 1 or BAR.strip() not in row[0]:
        return row
    parts = row[0].split(BAR.strip())
    return tuple(each.replace(LINE_END, "\n").replace(INNER_BAR, BAR.strip()) for each in parts)


def compare(form: Form, phase: Phase, draft: Mapping[str, str], returned: Returned) -> Comparison:
    """What a document says beside what the draft says now."""
    asked = {
        question.code: question
        for _, question in copied_questions(form, phase)
        if question.kind is not Kind.FILE
    }
    first: dict[str, ZoneRead] = {}
    twice: list[tuple[Question, Rows]] = []
    unknown: list[tuple[str, Rows]] = []
    for zone in returned.zones:
        question = asked.get(zone.code)
        if question is None:
            unknown.append((zone.code, zone.rows))
        elif zone.code not in first:
            first[zone.code] = zone
        elif _read(question, zone)[0] != _read(question, first[zone.code])[0]:
            twice.append((question, zone.rows))
    found = [_difference(asked[code], draft, zone) for code, zone in first.items()]
    doubtful = {question.code for question, _ in twice}
    extra = [line for code, zone in first.items() for line in _read(asked[code], zone)[1]]
    return Comparison(
        differences=tuple(
            _doubted(each) if each.question.code in doubtful else each for each in found if each
        ),
        missing=tuple(each for code, each in asked.items() if code not in first),
        twice=tuple(twice),
        unknown=tuple(unknown),
        loose=(*extra, *returned.loose),
    )


def _doubted(known: Difference) -> Difference:
    return Difference(
        question=known.question,
        state=State.UNSURE,
        present=known.present,
        returned=known.returned,
        base=known.base,
    )


def _difference(question: Question, draft: Mapping[str, str], zone: ZoneRead) -> Difference | None:
    present, said = _tidied(rows_of(question, draft)), _read(question, zone)[0]
    if said is None or zone.base == digest_of_rows(said) or _compared(said) == _compared(present):
        return None
    if not zone.base:
        state = State.UNSURE
    else:
        state = State.CHANGED if zone.base == digest_of_rows(present) else State.BOTH
    return Difference(
        question=question, state=state, present=present, returned=said, base=zone.base
    )


def _read(question: Question, zone: ZoneRead) -> tuple[Rows | None, tuple[str, ...]]:
    """What a zone answers, None if that is not clear, and the lines that no answer can hold."""
    if question.kind in TICKS:
        return _read_ticks(question, zone)
    if question.kind in GRIDS:
        return _read_grid(question, zone)
    text = tidy("\n".join("\n".join(row) for row in zone.rows))
    if question.kind is not Kind.PROSE:
        # A line that was cut in two by an office program is one line.
        text = " ".join(text.split("\n")).strip()
    return ((text,),) if text.strip() else (), ()


def _read_ticks(question: Question, zone: ZoneRead) -> tuple[Rows | None, tuple[str, ...]]:
    codes = {
        _folded(words): code
        for language in ("fr", "en")
        for code, words in offered(question, language)
    }
    ticked: list[str] = []
    left: list[str] = []
    for line in _lines(zone.rows):
        match = TICK.match(line)
        mark, words = (match[1] or match[2] or "", match[3]) if match else ("x", line)
        code = codes.get(_folded(words))
        if code is None:
            left.append(line)
        elif mark not in {"", "☐"} and code not in ticked:
            ticked.append(code)
    order = [code for code, _ in offered(question, "fr")]
    if question.kind is not Kind.CHOICES and len(ticked) > 1:
        # Two boxes ticked where one is asked: neither is taken, both are told.
        return None, (*left, *(dict(offered(question, "fr"))[code] for code in ticked))
    return tuple((code,) for code in sorted(ticked, key=order.index)), tuple(left)


def _read_grid(question: Question, zone: ZoneRead) -> tuple[Rows, tuple[str, ...]]:
    width = len(columns_of(question, "fr"))
    headings = [
        [_folded(each) for each in columns_of(question, language)] for language in ("fr", "en")
    ]
    rows: list[tuple[str, ...]] = []
    left: list[str] = []
    for given in zone.rows:
        cells = [tidy(cell).strip() for cell in _cells(given, width)]
        if not any(cells) or [_folded(cell) for cell in cells[:width]] in headings:
            continue
        if len(cells) > width:
            left.extend(filter(None, cells[width:]))
        whole = [*cells[:width], *[""] * (width - len(cells))]
        rows.append(tuple(map(_cell, question.columns, whole)) if question.columns else (*whole,))
    if question.kind is Kind.ADMINISTRATION and len(rows) > 1:
        left.extend(" · ".join(row) for row in rows[1:])
        rows = rows[:1]
    return tuple(rows), tuple(left)


def _cell(column: Question, text: str) -> str:
    """A cell as it is typed: a choice by its code; lines only where several may stand."""
    if column.kind is Kind.CHOICE:
        for language in ("fr", "en"):
            for code, words in offered(column, language):
                if _folded(words) == _folded(text):
                    return code
    return text if column.kind is Kind.PROSE else " ".join(text.split("\n"))


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    return " ".join(bare.split())


def _lines(rows: Rows) -> Iterator[str]:
    for row in rows:
        for cell in row:
            yield from (line for line in cell.split("\n") if line.strip())


def typed_of(
    differences: Iterable[Difference], taken: Iterable[str], draft: Mapping[str, str]
) -> dict[str, str]:
    """What to type so that the draft says what was ticked."""
    asked, said = set(taken), {}
    for each in differences:
        if each.question.code in asked:
            said.update(keys_for(each.question, each.returned, draft))
    return said
