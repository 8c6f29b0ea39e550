"""Figures of pilots that have a plan, and the report that is made of them."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from reflexes.evaluation import word_refusals
from reflexes.evaluation.plan import Group
from reflexes.evaluation.report import Finding, Unplanned
from reflexes.evaluation.sections import word_answer, word_report
from reflexes.fields import line, prose, shortened, yes
from reflexes.records import record
from reflexes_calls.actions.measuring_pilots import (
    LONGEST_SOURCE,
    Tried,
    keep_table,
    measures_page,
    try_table,
)
from reflexes_calls.actions.reporting_pilots import issued_digest, issued_report
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.lifecycle import PILOT_STEPS, find_step
from reflexes_calls.domain.pilot import Measure
from reflexes_calls.web.api.describing import document, maybe, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.problems import language_asked
from reflexes_calls.web.api.reading import raw_of, wrong_type
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("figures", N_("Figures of pilots that have a plan, and their reports."))
MOST_FIGURES = 5000
FIGURE = ("unit", "on", "value", "group")


@document
class FigureDocument:
    """A figure of one unit on one day; one that was corrected stays, and is no longer in force."""

    indicator: str = said(N_("The code of its indicator in the plan"))
    unit: str = said(N_("The unit observed"))
    group: Group | None = said(N_("Whether it takes part or stands beside, where the table says"))
    on: dt.date = said(N_("The day"))
    value: str = said(N_("The value, in the unit of its indicator"))
    source: str = said(N_("Where it comes from"))
    recorded_at: dt.datetime = said(N_("When it was recorded"))
    in_force: bool = said(N_("Whether it counts today"))


@document
class FigureAsked:
    """A figure that is brought."""

    unit: str = said(N_("The unit observed, as the plan names it"))
    on: dt.date = said(N_("The day"))
    value: float = said(N_("The value, in the unit of its indicator"))
    group: Group | None = maybe(N_("Whether it takes part or stands beside"))


@record
class BringTable:
    """Figures of one indicator, as a table."""

    indicator: str = line("The code of its indicator in the plan", max_length=60)
    source: str = line("Where the figures come from", max_length=LONGEST_SOURCE)
    table: str = prose("A table as text, long or wide (CSV)", max_length=400_000, default="")
    dry_run: bool = yes("Only say what would be understood and kept", default=False)


@record
class BringFigures(BringTable):
    """Figures of one indicator: a table as text, or one by one."""

    figures: tuple[FigureAsked, ...] | None = maybe(N_("The figures, instead of a table"))


@document
class BroughtDocument:
    """What was understood of figures that were brought, and what was kept of them."""

    understood: int = said(N_("How many figures were understood"))
    units: tuple[str, ...] = said(N_("The units observed"))
    days: tuple[dt.date, ...] = said(N_("The days"))
    known: int = said(N_("How many stood there already, the same"))
    corrected: int = said(N_("How many stand in the place of another, which stays kept"))
    to_look_at: tuple[str, ...] = said(N_("What is odd in them, in words"))
    kept: int = said(N_("How many were kept: none in a dry run"))


@NOUN.get(
    "/pilots/{pilot}/figures",
    N_("Every figure of a pilot that has a plan, corrected ones among them"),
    FigureDocument,
    Scope.PILOTS_READ,
    listed=True,
)
def list_figures(asked: Asked) -> Page[Any]:
    """For the team and the managers of the call."""
    shown = measures_page(asked.desk, asked.person, asked.named("pilot"))
    known = [
        (one.indicator.code, figure, figure in one.in_force)
        for one in shown.measured
        for figure in one.versions
    ]
    page = turned(asked, known, lambda each: (each[1].id,))
    return with_items(page, lambda each: _figure(*each))


@NOUN.post(
    "/pilots/{pilot}/figures",
    N_("Bring figures of an indicator, as a table or one by one; none is ever erased"),
    BroughtDocument,
    Scope.PILOTS_WRITE,
    body=BringFigures,
)
def bring_figures(asked: Asked) -> BroughtDocument:
    """All of them or none: each refusal names its cell."""
    desk, person, pilot = asked.desk, asked.person, asked.named("pilot")
    shown = measures_page(desk, person, pilot)
    find_step(PILOT_STEPS, "measure", shown.around.pilot.stage, shown.around.roles)
    if shown.plan is None:
        raise NotFound("plan", pilot)
    flat = {name: value for name, value in asked.body.items() if name != "figures"}
    read = read_form(BringTable, raw_of(BringTable, flat))
    text = _text(read.table, asked.body.get("figures"))
    tried = try_table(desk, person, pilot, read.indicator, text=text)
    _check(asked, tried)
    kept = 0
    if not read.dry_run:
        kept = keep_table(desk, person, pilot, read.indicator, text=text, source=read.source)
    return _brought(asked, tried, kept)


def _text(table: str, figures: Any) -> str:
    """The figures as one table; raises `Invalid` with all that is of the wrong type."""
    if figures is None:
        if not table.strip():
            raise Invalid((FieldRefusal(field="table", kind="missing", expected="CSV"),))
        return table
    if table.strip():
        raise Invalid((FieldRefusal(field="figures", kind="table-or-figures"),))
    if not isinstance(figures, list) or not figures:
        raise Invalid((wrong_type("figures", figures, "[{…}]"),))
    if len(figures) > MOST_FIGURES:
        met, expected = str(len(figures)), str(MOST_FIGURES)
        raise Invalid((FieldRefusal(field="figures", kind="too-many", met=met, expected=expected),))
    refusals = [each for at, one in enumerate(figures) for each in _astray(f"figures.{at}", one)]
    if refusals:
        raise Invalid(tuple(refusals))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    has_group = any(one.get("group") for one in figures)
    writer.writerow(["unit", "day", "value", *(["group"] if has_group else [])])
    for one in figures:
        unit = one["unit"].replace("\x00", "")
        row = [unit, one["on"], repr(one["value"])]
        writer.writerow([*row, *([one.get("group") or ""] if has_group else [])])
    return out.getvalue()


def _astray(at: str, one: Any) -> Iterator[FieldRefusal]:
    if not isinstance(one, dict):
        yield wrong_type(at, one, "{…}")
        return
    for name in one:
        if name not in FIGURE:
            yield FieldRefusal(field=f"{at}.{name}", kind="unknown-field", met=shortened(name))
    if not isinstance(one.get("unit"), str) or not one["unit"].strip():
        yield wrong_type(f"{at}.unit", one.get("unit"), "text")
    if not _is_day(one.get("on")):
        yield wrong_type(f"{at}.on", one.get("on"), "2027-05-01")
    if type(one.get("value")) not in {int, float}:
        yield wrong_type(f"{at}.value", one.get("value"), "4.5")
    if one.get("group") not in {None, *Group}:
        yield wrong_type(f"{at}.group", one.get("group"), ", ".join(Group))


def _is_day(said: Any) -> bool:
    if not isinstance(said, str):
        return False
    try:
        return dt.date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def _check(asked: Asked, tried: Tried) -> None:
    """Raise `Invalid` with each refusal of the library, in its own words, and its cell."""
    if tried.table is None:
        sentences = word_refusals(tried.refusals, language_asked(asked.request))
        raise Invalid(
            tuple(
                FieldRefusal(field="table", kind="bad-figure", met=one.path, expected=told)
                for one, told in zip(tried.refusals, sentences, strict=True)
            )
        )


def _brought(asked: Asked, tried: Tried, kept: int) -> BroughtDocument:
    table = tried.table
    return BroughtDocument(
        understood=len(table.measures) if table else 0,
        units=table.units if table else (),
        days=table.periods if table else (),
        known=tried.known,
        corrected=tried.corrected,
        to_look_at=tuple(one.said(language_asked(asked.request)) for one in tried.notices),
        kept=kept,
    )


def _figure(indicator: str, known: Measure, in_force: bool) -> FigureDocument:  # noqa: FBT001  # as listed
    return FigureDocument(
        indicator=indicator,
        unit=known.observed_unit,
        group=Group(known.observed_group) if known.observed_group else None,
        on=known.measured_on,
        value=known.value,
        source=known.source or known.note,
        recorded_at=known.recorded_at,
        in_force=in_force,
    )


# The report.


@document
class FoundDocument:
    """One answer that a report owed."""

    question: str = said(N_("The question, as the plan asked it"))
    indicator: str = said(N_("The indicator"))
    unit: str = said(N_("Its unit"))
    is_primary: bool = said(N_("Whether it is read first"))
    is_measured: bool = said(N_("Whether it was measured"))
    exploratory: tuple[Unplanned, ...] = said(N_("Why it is exploratory, if it is"))
    told: str = said(N_("What may be said of it, and no more"))
    value: float | None = said(N_("The estimate, where the design allows one"))
    low: float | None = said(N_("The low end of its interval"))
    high: float | None = said(N_("The high end of its interval"))
    level: float | None = said(N_("The level of its interval"))


@document
class ReportTableDocument:
    """A table of a report."""

    caption: str = said(N_("What it tells"))
    head: tuple[str, ...] = said(N_("The headings of its columns"))
    lines: tuple[tuple[str, ...], ...] = said(N_("Its lines"))


@document
class ReportSectionDocument:
    """A section of a report."""

    heading: str = said(N_("Its heading"))
    sentences: tuple[str, ...] = said(N_("Its sentences"))
    tables: tuple[ReportTableDocument, ...] = said(N_("Its tables"))


@document
class ReportDocument:
    """A report that was issued: what was promised, done and found, and what cannot be said."""

    pilot: str = said(N_("The id of the pilot"))
    issued_on: dt.date = said(N_("The day it was issued"))
    digest: str = said(N_("Its digest"))
    plan_digest: str = said(N_("The digest of the plan that it answers, amendments included"))
    maryland: int = said(N_("The level of proof on the Maryland scale, out of 5"))
    spent: int = said(N_("What was spent, in cents"))
    findings: tuple[FoundDocument, ...] = said(N_("Each answer owed, then what nobody had asked"))
    sections: tuple[ReportSectionDocument, ...] = said(N_("The whole report, in words"))
    file: str = said(N_("Where it is read as a document"))


@NOUN.get(
    "/pilots/{pilot}/report",
    N_("The report of a pilot that had a plan, once it is issued"),
    ReportDocument,
    Scope.PILOTS_READ,
    public=True,
)
def show_report(asked: Asked) -> ReportDocument:
    """For everyone."""
    pilot, language = asked.named("pilot"), language_asked(asked.request)
    report = issued_report(asked.desk, pilot)
    if report is None:
        raise NotFound("report", pilot)
    return ReportDocument(
        pilot=pilot,
        issued_on=report.reported_on,
        digest=issued_digest(asked.desk, pilot),
        plan_digest=report.digest,
        maryland=report.verdict.maryland,
        spent=report.spent,
        findings=tuple(_found(one, language) for one in report.findings),
        sections=tuple(
            ReportSectionDocument(
                heading=part.heading,
                sentences=part.sentences,
                tables=tuple(
                    ReportTableDocument(caption=one.caption, head=one.head, lines=one.lines)
                    for one in part.tables
                ),
            )
            for part in word_report(report, language)
        ),
        file=f"{asked.address}/pilotes/{pilot}/rapport.pdf",
    )


def _found(one: Finding, language: str) -> FoundDocument:
    known = one.estimate
    return FoundDocument(
        question=one.asks,
        indicator=one.indicator.name,
        unit=one.indicator.unit,
        is_primary=one.primary,
        is_measured=one.measured,
        exploratory=one.exploratory,
        told=word_answer(one, language),
        value=known.value if known else None,
        low=known.low if known else None,
        high=known.high if known else None,
        level=known.level if known else None,
    )
