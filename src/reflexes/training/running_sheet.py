"""The timed running sheet: a page to print, a CSV, and an ODS whose hours are recomputed."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from reflexes.training.document import Document, Heading, Items, Said, Table
from reflexes.training.guide import running_table
from reflexes.training.open_document import SHADES, describe, parts, saved, speak
from reflexes.training.telling import Voice
from reflexes.training.timing import HOUR, Moment, moments

BEGINS, LASTS, ENDS = 3, 4, 5
"""The columns of the sheet that hold the hour, the minutes and the hour of the end."""
WIDTHS = (3.2, 3.2, 4.6, 1.8, 1.6, 1.8, 3, 5, 4, 8, 6, 6, 6, 6)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute in a CSV."""


def sheet_page(voice: Voice) -> Document:
    """The running sheet as a document to print, with what to prepare."""
    said = voice.translate
    module = voice.module
    blocks: list[Heading | Said | Table | Items] = [
        Said(
            text=" · ".join(
                (
                    voice.name(module.length),
                    voice.minutes(module.minutes),
                    voice.name(module.modality),
                    voice.people(module.fewest, module.most),
                )
            )
        ),
        Heading(text=said("Objectives")),
        Items(texts=tuple(voice.objective(each) for each in module.objectives)),
        Heading(text=said("Running sheet")),
        running_table(voice),
        Heading(text=said("Kept for the next trainer")),
        Table(
            headings=(said("What I changed"), said("Why"), said("What I would keep")),
            rows=(("", "", ""),) * 3,
            caption=said("Kept for the next trainer"),
            tall=True,
        ),
    ]
    return voice.document(module.title, said("Running sheet"), blocks, wide=True)


def headings(voice: Voice) -> tuple[str, ...]:
    """The headings of the sheet, in order."""
    said = voice.translate
    return (
        said("Session"),
        said("Sequence"),
        said("Activity"),
        said("Starts at"),
        said("Minutes"),
        said("Ends at"),
        said("Way of working"),
        said("Objectives"),
        said("Material"),
        said("Instruction, as read aloud"),
        said("Trace produced"),
        said("Accessible variant"),
        said("Plan B"),
        said("Questions"),
    )


def _lines(voice: Voice) -> Iterator[tuple[str, ...]]:
    items = voice.module.items
    for moment in moments(voice.module):
        activity = moment.activity
        yield (
            moment.session.title,
            moment.sequence.title,
            activity.title,
            moment.begins,
            str(activity.minutes),
            moment.ends,
            voice.name(activity.way),
            ", ".join(activity.objectives),
            " ; ".join(activity.material),
            activity.instruction,
            activity.trace,
            activity.accessible,
            activity.plan_b,
            ", ".join(item.code for item in items if item.objective in activity.objectives),
        )


def write_csv(voice: Voice) -> bytes:
    """The CSV, with a mark of UTF-8 and semicolons in French, as spreadsheets expect it."""
    written = io.StringIO(newline="")
    separator = ";" if voice.language == "fr" else ","
    rows = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    rows.writerow(headings(voice))
    for line in _lines(voice):
        rows.writerow([f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in line])
    return written.getvalue().encode("utf-8-sig")


def write_ods(voice: Voice) -> bytes:
    """The ODS: change the minutes of an activity, and the hours that follow move."""
    odf = parts()
    book = odf.opendocument.OpenDocumentSpreadsheet()
    title = f"{voice.module.title} — {voice.translate('Running sheet')}"
    describe(book, title, voice.module.title, voice.language)
    speak(book, voice.language, voice.module.font, ("table-cell",))
    _styles(book)
    sheet = odf.table.Table(name=voice.translate("Running sheet"))
    for place in range(len(WIDTHS)):
        sheet.addElement(odf.table.TableColumn(stylename=f"width-{place}"))
    heads = odf.table.TableHeaderRows()
    heads.addElement(_row([_text(each, "heading") for each in headings(voice)]))
    sheet.addElement(heads)
    session = None
    for number, (moment, line) in enumerate(
        zip(moments(voice.module), _lines(voice), strict=True), start=2
    ):
        first = moment.session is not session
        session = moment.session
        sheet.addElement(_row(_cells(moment, line, number, first=first)))
    sheet.addElement(_row(_total(voice, len(moments(voice.module)) + 1)))
    book.spreadsheet.addElement(sheet)
    return saved(book)


def _styles(book: Any) -> None:
    odf = parts()
    hours = odf.number.TimeStyle(name="hour")
    hours.addElement(odf.number.Hours(style="long"))
    hours.addElement(odf.number.Text(text=":"))
    hours.addElement(odf.number.Minutes(style="long"))
    book.automaticstyles.addElement(hours)
    for name, words, ground, more in (
        ("plain", {}, "", {}),
        ("time", {}, "", {"datastylename": "hour"}),
        ("heading", {"fontweight": "bold", "color": SHADES["on-band"]}, SHADES["band"], {}),
        ("total", {"fontweight": "bold"}, SHADES["paper"], {}),
    ):
        style = odf.style.Style(name=name, family="table-cell", **more)
        filled = {"backgroundcolor": ground} if ground else {}
        style.addElement(
            odf.style.TableCellProperties(wrapoption="wrap", verticalalign="top", **filled)
        )
        if words:
            style.addElement(odf.style.TextProperties(**words))
        book.automaticstyles.addElement(style)
    for place, width in enumerate(WIDTHS):
        style = odf.style.Style(name=f"width-{place}", family="table-column")
        style.addElement(odf.style.TableColumnProperties(columnwidth=f"{width}cm"))
        book.automaticstyles.addElement(style)


def _row(cells: list[Any]) -> Any:
    made = parts().table.TableRow()
    for cell in cells:
        made.addElement(cell)
    return made


def _text(text: str, style: str) -> Any:
    odf = parts()
    cell = odf.table.TableCell(valuetype="string", stylename=style)
    for line in text.split("\n"):
        cell.addElement(odf.text.P(text=line))
    return cell


def _cells(moment: Moment, line: tuple[str, ...], number: int, *, first: bool) -> list[Any]:
    """A row: its hour is that of the end before it, its end its hour and its minutes."""
    odf = parts()
    cells = [_text(each, "plain") for each in line]
    begins = "" if first else f"of:=[.F{number - 1}]"
    cells[BEGINS] = _time(moment.begins, begins)
    minutes = odf.table.TableCell(
        valuetype="float", value=str(moment.activity.minutes), stylename="plain"
    )
    minutes.addElement(odf.text.P(text=str(moment.activity.minutes)))
    cells[LASTS] = minutes
    cells[ENDS] = _time(moment.ends, f"of:=[.D{number}]+[.E{number}]/1440")
    return cells


def _time(hour: str, formula: str) -> Any:
    odf = parts()
    hours, minutes = hour.split(":")
    more = {"formula": formula} if formula else {}
    cell = odf.table.TableCell(
        valuetype="time", timevalue=f"PT{hours}H{minutes}M00S", stylename="time", **more
    )
    cell.addElement(odf.text.P(text=hour))
    return cell


def _total(voice: Voice, last: int) -> list[Any]:
    odf = parts()
    minutes = voice.module.minutes
    total = odf.table.TableCell(
        valuetype="float", value=str(minutes), formula=f"of:=SUM([.E2:.E{last}])", stylename="total"
    )
    total.addElement(odf.text.P(text=str(minutes)))
    label = f"{voice.translate('Total')} ({minutes // HOUR} h {minutes % HOUR:02d})"
    return [_text(label, "total"), *(_text("", "total") for _ in range(LASTS - 1)), total]
