"""The report of a pilot as files: an accessible PDF, ODT, DOCX and one HTML page.

Every sentence comes from `reflexes.evaluation`; the writers are those of the training documents.
The same report gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence

from reflexes.evaluation.picturing import picture_report, picture_tree
from reflexes.evaluation.report import Report
from reflexes.evaluation.sections import HEADINGS, Section, Shown, word_report
from reflexes.evaluation.wording import word_day
from reflexes.plotting import Picture
from reflexes.plotting.picture import STYLE
from reflexes.training import page, text_file, word_file
from reflexes.training.document import (
    Block,
    Document,
    Drawing,
    Heading,
    Said,
    Table,
    plain_document,
)
from reflexes.training.typesetting import typeset
from reflexes.wording import translator

FONT = "Atkinson Hyperlegible Next"
ENDINGS = (".pdf", ".odt", ".docx", ".html")
"""What a report may be written as."""
PROMISED, FOUND = HEADINGS[0], HEADINGS[2]
_FIRST_WIDER = 3
_CUT = "\u200b"
_LONGEST = 28


def report_file(
    report: Report, ending: str, language: str = "fr", *, pictures: Sequence[Picture] = ()
) -> bytes:
    """The bytes of a report, as the file that `ending` names (`.pdf`, `.odt`, `.docx`, `.html`).

    `pictures` are those of the measures, shown after what was found. Raises `ValueError` for
    another ending, `TrainingError` when a package of the extra `training` is missing.
    """
    document = report_document(report, language, pictures=pictures)
    if ending == ".pdf":
        return typeset("document.typ", plain_document(document))
    writers = {".odt": text_file.write, ".docx": word_file.write, ".html": page.write}
    if ending not in writers:
        raise ValueError(f"A report is never written as {ending!r}.")
    return writers[ending](document)


def report_document(
    report: Report, language: str = "fr", *, pictures: Sequence[Picture] = ()
) -> Document:
    """The report as a tree: its seven sections, each picture with its sentence and its table."""
    say = translator(language)
    title, plan = say("Report of the pilot"), report.plan
    reported = say("Reported on %(day)s.") % {"day": word_day(report.reported_on, language)}
    return Document(
        title=plan.pilot,
        subtitle=title,
        language=language,
        font=FONT,
        description=f"{title} — {plan.pilot}",
        foot=f"{plan.pilot} · {plan.registrant} · {reported}",
        blocks=tuple(_blocks(report, language, pictures)),
    )


def _blocks(report: Report, language: str, pictures: Sequence[Picture]) -> Iterator[Block]:
    say = translator(language)
    told = {
        say(PROMISED): (picture_tree(report.plan, language),) if report.plan.objectives else (),
        say(FOUND): (picture_report(report, language), *pictures),
    }
    number = 0
    for section in word_report(report, language):
        yield from _section(section)
        for picture in told.get(section.heading, ()):
            number += 1
            above = () if picture.title == section.heading else (_title(picture),)
            yield from (*above, *picture_blocks(picture, language, number))


def _title(picture: Picture) -> Heading:
    return Heading(text=picture.title, level=2)


def _section(section: Section) -> Iterator[Block]:
    yield Heading(text=section.heading)
    for sentence in section.sentences:
        yield Said(text=sentence)
    for shown in section.tables:
        if shown.lines:
            yield Heading(text=shown.caption, level=2)
            yield _table(shown)


def _table(shown: Shown) -> Table:
    count = len(shown.head)
    return Table(
        headings=shown.head,
        rows=tuple(tuple(map(_breakable, line)) for line in shown.lines),
        widths=(3, *(2,) * (count - 1)) if count > _FIRST_WIDER else (),
        caption=shown.caption,
    )


def _breakable(text: str) -> str:
    """Words too long for a column may be cut."""
    return " ".join(
        word
        if len(word) <= _LONGEST or "://" in word
        else _CUT.join(word[at : at + _LONGEST] for at in range(0, len(word), _LONGEST))
        for word in text.split(" ")
    )


def picture_blocks(picture: Picture, language: str, number: int) -> Iterator[Block]:
    """A picture: the drawing, its one sentence, and the table that says the same.

    `number` parts the ids of several pictures of one page.
    """
    parted = re.sub(rf"(?<=[\"# ]){picture.name}-", f"{picture.name}-{number}-", picture.svg)
    yield Drawing(alone=picture.alone(language), inside=parted, alt=picture.sentence, style=STYLE)
    yield Said(text=picture.sentence)
    if picture.table.rows:
        yield Table(
            headings=picture.table.headers,
            rows=picture.table.said(language),
            caption=picture.table.caption,
        )
