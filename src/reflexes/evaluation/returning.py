"""What a pilot found goes back to the catalogue: as a file and a patch, proposed to a person.

Nothing is written into the catalogue here. The strength of the evidence is the design that was
judged, never one that somebody chose; what cannot be said stands in the record's limits.
"""

import difflib
import hashlib
from collections.abc import Callable
from math import isfinite

from reflexes.evaluation.designs import Design, Says, Verdict
from reflexes.evaluation.report import Ending, Finding, Report, Sureness
from reflexes.evaluation.sections import CANNOT, word_answer, word_explored
from reflexes.evaluation.wording import said, word_day
from reflexes.evidence import Claim, Evidence, Outcome, RecordedEstimate, Result
from reflexes.evidence import Design as Strength
from reflexes.records import record
from reflexes.texts import Language, Status, Text, Title
from reflexes.texts import Says as Speaks
from reflexes.wording import translator
from reflexes.writing import to_toml

FOLDER = "src/reflexes/data/catalogue/evidence"
"""Where a checkout of this project keeps its evidence."""

NAMED = "Pilot “%s”"
"""An English title that nobody gave: the name stays in its language. A message id."""


@record
class Proposal:
    """A record of evidence proposed: the record, its TOML file, and a patch that adds it.

    `path` is where the file stands in a checkout; `git apply` accepts `patch`.
    """

    evidence: Evidence
    path: str
    toml: str
    patch: str


def strength_of(verdict: Verdict, design: Design) -> Strength:
    """How strong the catalogue says the evidence is: by what may be said, then by the design."""
    if verdict.says is Says.EFFECT:
        if design is Design.LOTTERY and verdict.maryland == 5:  # noqa: PLR2004 - the top of the scale
            return Strength.RANDOMISED
        return Strength.BEFORE_AFTER if design is Design.SERIES else Strength.COMPARISON
    if verdict.says is Says.CHANGE:
        return Strength.BEFORE_AFTER
    if verdict.says is Says.DIFFERENCE or design is Design.AFTER_ONLY:
        return Strength.AFTER_ONLY
    return Strength.ACCOUNT


def propose(  # noqa: PLR0913 - what a record of evidence is tied to
    report: Report,
    *,
    code: str,
    pistes: tuple[str, ...],
    organisations: tuple[str, ...] = (),
    place: str = "",
    call: str = "",
    pilot: str = "",
    title_en: str = "",
    english: bool = True,
) -> Proposal:
    """The evidence that a report makes, proposed as a change to the catalogue.

    `pistes` and `organisations` are codes of the catalogue; `pilot` is what the service where it
    ran names it by, the same in every record of one pilot. With `english`, our own sentences stand
    in English too; what the team wrote stays in its language. `title_en` is its title in English;
    without one, the English title is that of the plan, said to be a name.
    """
    done, plan = report.done, report.plan
    made = Evidence(
        code=code,
        title=Title(
            fr=plan.pilot,
            en=title_en or translator("en")(NAMED) % plan.pilot,
            says=Speaks.OURS,
            translated=(Language.ENGLISH,) if title_en else (),
        ),
        status=Status.OURS,
        known_on=report.reported_on,
        pistes=pistes,
        organisations=organisations,
        place=place,
        started=done.starts_on.isoformat(),
        ended=done.ends_on.isoformat(),
        design=strength_of(report.verdict, done.as_done.design),
        finding=_text(report, _finding, english=english),
        results=tuple(_result(one, report) for one in report.answered),
        limits=_text(report, _limits, english=english),
        lessons=tuple(
            Text(fr=one, says=Speaks.OURS)
            for one in (*done.lessons, *done.obstacles, *map(word_explored, done.explored))
        ),
        call=call,
        pilot=pilot,
    )
    return proposal_of(made)


def proposal_of(evidence: Evidence) -> Proposal:
    """A record of evidence as a proposal: its file and its patch."""
    toml = to_toml(evidence)
    path = f"{FOLDER}/{evidence.code}.toml"
    return Proposal(evidence=evidence, path=path, toml=toml, patch=patch_of(path, toml))


def patch_of(path: str, content: str) -> str:
    """A patch that adds one file, as `git apply` reads it."""
    lines = content.splitlines(keepends=True)
    blob = content.encode()
    digest = hashlib.sha1(b"blob %d\0" % len(blob) + blob, usedforsecurity=False).hexdigest()
    body = "".join(difflib.unified_diff([], lines, "/dev/null", f"b/{path}", n=0))
    return f"diff --git a/{path} b/{path}\nnew file mode 100644\nindex {'0' * 40}..{digest}\n{body}"


def _text(report: Report, make: Callable[[Report, str], str], *, english: bool) -> Text:
    return Text(
        fr=make(report, "fr"),
        en=make(report, "en") if english else "",
        says=Speaks.OURS,
        translated=(Language.ENGLISH,) if english else (),
    )


def _finding(report: Report, language: str) -> str:
    """What was found, the primary indicator first; exploratory findings are not evidence."""
    told = [word_answer(one, language) for one in report.answered]
    if report.done.ending is Ending.ABANDONED:
        say = translator(language)
        told.insert(0, say("The pilot was abandoned. What it taught counts as much."))
    return " ".join(told)


def _limits(report: Report, language: str) -> str:
    say, verdict = translator(language), report.verdict
    told = [
        say(CANNOT[verdict.says]),
        say("Level %(maryland)s of 5 on the Maryland scale, %(nesta)s of 5 on Nesta’s.")
        % {"maryland": verdict.maryland, "nesta": verdict.nesta},
        say("Plan locked on %(day)s, digest %(digest)s.")
        % {
            "day": word_day(report.registration.locked_on, language),
            "digest": report.digest[:16],
        },
    ]
    late = sum(one.after_start for one in report.amended)
    if late:
        told.append(say("It was amended after the start: %(count)s times.") % {"count": late})
    return " ".join([*told, *(report.done.limits if language == "fr" else ())])


_OUTCOMES = {
    Sureness.WORTH: Outcome.MET,
    Sureness.SOME: Outcome.PARTLY_MET,
    Sureness.UNDECIDED: Outcome.PARTLY_MET,
    Sureness.NOT_WORTH: Outcome.NOT_MET,
    Sureness.WRONG_WAY: Outcome.NOT_MET,
}


def _result(one: Finding, report: Report) -> Result:
    indicator = one.indicator
    if report.done.ending is Ending.ABANDONED and not one.measured:
        outcome = Outcome.ABANDONED
    elif not one.measured:
        outcome = Outcome.NOT_MEASURED
    else:
        # Without a threshold said beforehand, nobody can say that it was met.
        outcome = _OUTCOMES.get(one.sureness or Sureness.BOTH_WAYS, Outcome.PARTLY_MET)
    least = _figure(report.least_worth) if one.primary else ""
    return Result(
        indicator=indicator.name,
        unit=indicator.unit,
        baseline="" if indicator.baseline is None else _figure(indicator.baseline),
        target=least,
        measured=_measured(one),
        outcome=outcome,
        estimate=recorded(one),
    )


CLAIMS = {
    Says.CHANGE: Claim.CHANGE,
    Says.DIFFERENCE: Claim.DIFFERENCE,
    Says.EFFECT: Claim.EFFECT,
}
"""What the catalogue calls the most that a verdict allows; nothing allows no number."""


def recorded(one: Finding) -> RecordedEstimate | None:
    """The estimate of a finding as the catalogue keeps it; None where no number may be told."""
    found = one.estimate
    if found is None or one.verdict.says not in CLAIMS:
        return None
    numbers = (found.value, found.error, found.low, found.high)
    if not all(map(isfinite, numbers)):
        return None
    value, error, low, high = map(_kept, numbers)
    return RecordedEstimate(
        claim=CLAIMS[one.verdict.says],
        value=value,
        error=error,
        low=low,
        high=high,
        level=found.level,
        units=found.units,
        method=found.method,
    )


def _kept(number: float) -> float:
    """Ten figures: as many on every machine."""
    return float(f"{number:.10g}")


def _measured(one: Finding) -> str:
    if one.estimate is None:
        return one.figures
    found = one.estimate
    low, high = said(found.low, "", "fr"), said(found.high, "", "fr")
    return f"{said(found.value, '', 'fr', signed=True)} [{low}\N{NARROW NO-BREAK SPACE}; {high}]"


def _figure(number: float) -> str:
    """A figure as a French team writes it: what a record quotes stays in its language."""
    return f"{number:g}".replace(".", ",").replace("-", "−")
