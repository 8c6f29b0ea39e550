"""`reflexes evaluation …`: a plan begun, checked, locked and amended; a design and a table read."""

import argparse
import datetime as dt
from pathlib import Path

from reflexes.commands.speaking import REFUSED, as_json, fail
from reflexes.conversion import plain
from reflexes.errors import Refusal, RefusedError, SpokenError
from reflexes.evaluation.designs import SENTENCES, Circumstances, Design, Says, judge
from reflexes.evaluation.labels import DESIGNS
from reflexes.evaluation.locking import (
    amend,
    changes,
    head,
    lock,
    read_registration,
    registration_to_json,
    registration_to_plain,
)
from reflexes.evaluation.measures import Table, look_at_table
from reflexes.evaluation.measuring import read_table
from reflexes.evaluation.naming import names_of, word_path, word_value
from reflexes.evaluation.plan import Plan
from reflexes.evaluation.planning import REMARKS, Checked, look_at, plan_to_plain, read_plan
from reflexes.evaluation.reporting import make_report, read_done
from reflexes.evaluation.template import template
from reflexes.evaluation.wording import said, word_day
from reflexes.exporting.placing import ExportError, place
from reflexes.wording import Translate

PLAN_HELP = "le plan / the plan"
LOCKED_HELP = "le plan verrouillé / the locked plan"
COUNTS_HELP = {
    "treated": "unités qui essaient / units that try",
    "compared": "unités comparées / units compared",
    "before": "périodes avant / periods before",
    "after": "périodes après / periods after",
}
COUNTS = tuple(COUNTS_HELP)
SAYS = {
    Says.NOTHING: "Nothing is identifiable: an account.",
    Says.CHANGE: "A change may be told, whatever its cause.",
    Says.DIFFERENCE: "A difference may be told, whatever its cause.",
    Says.EFFECT: "An effect may be told, as far as this design allows.",
}
"""The most that each verdict lets one say; message ids."""


def fill(parser: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    """Say the options; gives the parsers that take those common to all commands."""
    inner = parser.add_subparsers(required=True, metavar="ACTION")
    new = inner.add_parser("new", help="un plan à remplir / a plan to fill")
    new.add_argument("file", type=Path, metavar="PLAN.toml", help=PLAN_HELP)
    new.add_argument("--force", action="store_true", help="remplacer / replace")
    new.set_defaults(act=_new)
    check = inner.add_parser("check", help="relire un plan / check a plan")
    check.add_argument("file", type=Path, metavar="PLAN.toml", help=PLAN_HELP)
    check.set_defaults(act=_check)
    locking = inner.add_parser("lock", help="verrouiller un plan / lock a plan")
    locking.add_argument("file", type=Path, metavar="PLAN.toml", help=PLAN_HELP)
    locking.add_argument("into", type=Path, metavar="LOCKED.json", help=LOCKED_HELP)
    locking.set_defaults(act=_lock)
    amending = inner.add_parser("amend", help="modifier un plan verrouillé / amend a locked plan")
    amending.add_argument("kept", type=Path, metavar="LOCKED.json", help=LOCKED_HELP)
    amending.add_argument("file", type=Path, metavar="PLAN.toml", help=PLAN_HELP)
    amending.add_argument("--reason", required=True, help="pourquoi / why")
    amending.set_defaults(act=_amend)
    show = inner.add_parser("show", help="un plan verrouillé et son histoire / a locked plan")
    show.add_argument("kept", type=Path, metavar="LOCKED.json", help=LOCKED_HELP)
    show.set_defaults(act=_show)
    judging = inner.add_parser("judge", help="ce qu’un plan permet de dire / what a design allows")
    judging.add_argument(
        "design",
        choices=tuple(one.value for one in Design),
        help="la comparaison choisie / the design chosen",
    )
    for name in COUNTS:
        judging.add_argument(f"--{name}", type=int, default=0, metavar="N", help=COUNTS_HELP[name])
    judging.set_defaults(act=_judge)
    measured = inner.add_parser("measures", help="relire un tableau / check a table of measures")
    measured.add_argument(
        "file", type=Path, metavar="TABLE.csv|TABLE.xlsx", help="les mesures / the measures"
    )
    measured.add_argument("--unit", default="", help="unité de mesure / unit of measure")
    measured.add_argument(
        "--start",
        type=dt.date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="le jour du début / the day of the start",
    )
    measured.set_defaults(act=_measures)
    reporting = inner.add_parser("report", help="le rapport d’un pilote / the report of a pilot")
    reporting.add_argument("kept", type=Path, metavar="LOCKED.json", help=LOCKED_HELP)
    reporting.add_argument(
        "done", type=Path, metavar="DONE.toml", help="ce qui a été fait / what was done"
    )
    reporting.add_argument(
        "into",
        type=Path,
        metavar="REPORT.pdf|.odt|.docx|.html",
        help="le fichier du rapport / the file of the report",
    )
    reporting.add_argument(
        "--measures",
        action="append",
        default=[],
        metavar="CODE=TABLE.csv",
        help="les mesures d’un indicateur / the measures of an indicator",
    )
    reporting.set_defaults(act=_report)
    for one in (locking, amending, reporting):
        one.add_argument(
            "--on",
            type=dt.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="le jour ; par défaut, aujourd’hui / the day; today by default",
        )
        one.add_argument("--force", action="store_true", help="remplacer / replace")
    return (new, check, locking, amending, show, judging, measured, reporting)


def run(asked: argparse.Namespace, translate: Translate) -> int:
    """Do what was asked of the plan, the design or the table."""
    try:
        code: int = asked.act(asked, translate)
    except ExportError as error:
        return fail(error.said(translate))
    return code


def _new(asked: argparse.Namespace, translate: Translate) -> int:
    said_so = template(day=dt.datetime.now(dt.UTC).date(), translate=translate)
    place(said_so.encode(), asked.file, force=asked.force)
    print(translate("Written: %s") % asked.file)
    return 0


def _check(asked: argparse.Namespace, translate: Translate) -> int:
    checked = look_at(read_plan(asked.file))
    if asked.json:
        print(as_json(_checked_plain(checked)))
    else:
        _tell(checked, translate, asked.lang)
    return 0


def _checked_plain(checked: Checked) -> dict[str, object]:
    smallest = checked.smallest
    return {
        "plan": plan_to_plain(checked.plan),
        "smallest_seen": None if smallest is None else plain(smallest),
        "remarks": [one.value for one in checked.remarks],
    }


def _tell(checked: Checked, translate: Translate, language: str) -> None:
    plan = checked.plan
    print(f"{plan.pilot} · {translate(DESIGNS[plan.as_planned.design])}")
    _tell_verdict(plan.as_planned, translate)
    if checked.smallest is not None:
        words = translate(
            "Smallest worth having: %(least)s; smallest that could be seen: %(seen)s."
        )
        unit = plan.primary.unit
        print(
            words
            % {
                "least": said(plan.sizing.least_worth, unit, language),
                "seen": said(checked.smallest.effect, unit, language),
            }
        )
    for remark in checked.remarks:
        print(f"· {translate(REMARKS[remark])}")


def _tell_verdict(facts: Circumstances, translate: Translate) -> None:
    verdict = judge(facts)
    print(translate(SAYS[verdict.says]))
    print(
        translate("Level %(maryland)s of 5 on the Maryland scale, %(nesta)s of 5 on Nesta’s.")
        % {"maryland": verdict.maryland, "nesta": verdict.nesta}
    )
    for reason in (*verdict.refused, *verdict.cautions):
        print(f"  {translate(SENTENCES[reason])}")


def _today(asked: argparse.Namespace) -> dt.date:
    day: dt.date = asked.on or dt.datetime.now(dt.UTC).date()
    return day


def _lock(asked: argparse.Namespace, translate: Translate) -> int:
    kept = lock(read_plan(asked.file), on=_today(asked))
    place(registration_to_json(kept), asked.into, force=asked.force)
    print(translate("Locked under %s") % head(kept))
    return 0


def _amend(asked: argparse.Namespace, translate: Translate) -> int:
    kept = read_registration(asked.kept)
    made = amend(kept, read_plan(asked.file), on=_today(asked), reason=asked.reason)
    place(registration_to_json(made), asked.kept, force=True)
    print(translate("Locked under %s") % head(made))
    return 0


def _show(asked: argparse.Namespace, translate: Translate) -> int:
    kept = read_registration(asked.kept)
    if asked.json:
        print(as_json(registration_to_plain(kept)))
        return 0
    print(f"{kept.first['pilot']} · {word_day(kept.locked_on, asked.lang)} · {kept.digest}")
    before, names = kept.first, names_of(kept, asked.lang)
    for one in kept.amendments:
        late = translate(", after the start") if one.after_start else ""
        print(f"{word_day(one.on, asked.lang)}{late} · {one.reason} · {one.digest}")
        for change in changes(before, one.plan):
            words = word_path(change.path, translate, names)
            values = (
                word_value(change.path, each, asked.lang, names) or "—"
                for each in (change.before, change.after)
            )
            print(f"  {words} : {' → '.join(values)}")
        before = one.plan
    return 0


def _judge(asked: argparse.Namespace, translate: Translate) -> int:
    counts = {name: getattr(asked, name) for name in COUNTS}
    facts = Circumstances(design=Design(asked.design), **counts)
    if asked.json:
        print(as_json(plain(judge(facts))))
    else:
        _tell_verdict(facts, translate)
    return 0 if judge(facts).identified else REFUSED


def _measures(asked: argparse.Namespace, translate: Translate) -> int:
    table = read_table(asked.file, unit=asked.unit)
    words = translate("%(measures)s figures of %(units)s units over %(periods)s periods.")
    print(
        words
        % {
            "measures": len(table.measures),
            "units": len(table.units),
            "periods": len(table.periods),
        }
    )
    for notice in look_at_table(table, starts_on=asked.start):
        print(f"· {notice.said(asked.lang)}")
    return 0


def _report(asked: argparse.Namespace, translate: Translate) -> int:
    # Late: numbers, and the writers of documents, take a while to import.
    from reflexes.evaluation.answering import answer  # noqa: PLC0415 - see above
    from reflexes.report_files import ENDINGS, report_file  # noqa: PLC0415 - see above

    ending = asked.into.suffix.lower()
    if ending not in ENDINGS:
        told = translate("A report is written as %(expected)s, never as %(met)s.")
        return fail(told % {"expected": ", ".join(ENDINGS), "met": asked.into.name})
    kept = read_registration(asked.kept)
    done, tables = read_done(asked.done, kept.plan), _tables(asked, kept.plan)
    try:
        answered = answer(kept, done, tables)
        report = make_report(kept, answered.done, on=_today(asked))
        pictures = answered.pictures(asked.lang)
        content = report_file(report, ending, asked.lang, pictures=pictures)
    except SpokenError as error:
        return fail(error.said(translate))
    place(content, asked.into, force=asked.force)
    print(translate("Written: %s") % asked.into)
    return 0


def _tables(asked: argparse.Namespace, plan: Plan) -> dict[str, Table]:
    """The tables of measures, by indicator; all that cannot be read is refused at once."""
    units = {one.code: one.unit for one in plan.indicators}
    refusals: list[Refusal] = []
    tables: dict[str, Table] = {}
    for said_so in asked.measures:
        code, _, file = said_so.partition("=")
        if code not in units:
            refusals.append(
                Refusal(kind="unknown-plan-code", path="--measures", met=code,
                        expected=", ".join(units))
            )  # fmt: skip
            continue
        try:
            tables[code] = read_table(Path(file), unit=units[code])
        except RefusedError as error:
            refusals += error.refusals
    if refusals:
        raise RefusedError(refusals)
    return tables
