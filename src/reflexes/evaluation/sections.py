"""A report in words: seven sections of sentences and tables, in French or in English.

What prints a report (a page, a PDF, a text document) takes these sections and adds no sentence.
"""

from collections.abc import Iterator
from math import isnan

from reflexes.evaluation.costing import Role, total_cost
from reflexes.evaluation.designs import SENTENCES, Says
from reflexes.evaluation.naming import (
    Names,
    Say,
    names_of,
    word_money,
    word_path,
    word_value,
)
from reflexes.evaluation.rating import QUESTIONS, WORDS
from reflexes.evaluation.report import (
    Difference,
    Ending,
    Explored,
    Finding,
    Kept,
    Report,
    RuleRead,
    Sureness,
    Unplanned,
)
from reflexes.evaluation.wording import said, word_day, word_finding
from reflexes.records import record
from reflexes.wording import translator

HEADINGS = (
    "What was promised",
    "What was done",
    "What was found",
    "How sure it is",
    "What it cost",
    "What cannot be said",
    "What others should know before trying",
)
"""The seven sections, in their order; message ids."""

ENDINGS = {
    Ending.ENDED: "The pilot ran to its end.",
    Ending.EXTENDED: "The pilot was extended.",
    Ending.HANDED_OVER: "The pilot was handed over to others.",
    Ending.SUSPENDED: "The pilot was suspended.",
    Ending.ABANDONED: "The pilot was abandoned. What it taught counts as much.",
}
UNPLANNED = {
    Unplanned.QUESTION: "nobody had asked it before the start",
    Unplanned.INDICATOR: "the indicator was not in the plan before the start",
    Unplanned.INDICATOR_CHANGED: "the indicator was said otherwise after the start",
    Unplanned.DESIGN: "the comparison is not the one that was planned",
    Unplanned.METHOD: "the figures are not compared as was planned",
}
SURENESS = {
    Sureness.WORTH: (
        "The whole interval is beyond the smallest change worth the trouble (%(least)s)."
    ),
    Sureness.SOME: (
        "The interval goes the way hoped for; whether the change is worth the trouble "
        "(%(least)s) is not sure."
    ),
    Sureness.UNDECIDED: (
        "The interval holds nil as well as what would be worth the trouble (%(least)s): these "
        "figures do not decide."
    ),
    Sureness.NOT_WORTH: (
        "The whole interval falls short of the smallest change worth the trouble (%(least)s)."
    ),
    Sureness.WRONG_WAY: "The whole interval goes the other way than was hoped for.",
    Sureness.BOTH_WAYS: "Nobody had said which way was hoped for.",
}
KEPT = {Kept.SAME: "as promised", Kept.CHANGED: "changed", Kept.MISSING: "not done",
        Kept.ADDED: "added"}  # fmt: skip
CANNOT = {
    Says.NOTHING: "These figures tell nothing of what the pilot changed: they stand as an account.",
    Says.CHANGE: "Nobody can say whether the pilot is why it changed.",
    Says.DIFFERENCE: "Nobody can say whether the pilot is why the groups differ.",
    Says.EFFECT: "What was found holds for these units; nobody can say that it would elsewhere.",
}
"""The table of what each constant says; message ids."""


@record
class Shown:
    """A table of the report: its caption, its headings and its lines, all in words."""

    caption: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@record
class Section:
    """One section of the report: a heading, sentences, and tables."""

    heading: str
    sentences: tuple[str, ...]
    tables: tuple[Shown, ...] = ()


def word_report(report: Report, language: str = "fr") -> tuple[Section, ...]:
    """The seven sections of a report, in French or in English.

    The text that the team wrote stays as it is. The word “effect” stands in a finding only where
    its verdict allows it.
    """
    say = translator(language)
    made = (_promised, _done, _found, _sure, _cost, _cannot, _others)
    return tuple(
        Section(heading=say(heading), sentences=tuple(sentences), tables=tuple(tables))
        for heading, (sentences, tables) in zip(
            HEADINGS, (one(report, say, language) for one in made), strict=True
        )
    )


Parts = tuple[list[str], list[Shown]]


def _promised(report: Report, say: Say, language: str) -> Parts:
    plan, kept = report.plan, report.registration
    names = names_of(kept, language)
    sentences = [
        plan.problem.strip(),
        say(
            "The plan was locked on %(day)s, before the start, under the digest %(digest)s."
        ) % {"day": word_day(kept.locked_on, language), "digest": kept.digest[:16]},
        say("Read first: “%(indicator)s” (%(unit)s), from %(source)s.") % {
            "indicator": plan.primary.name, "unit": plan.primary.unit,
            "source": plan.primary.source,
        },
        say("Smallest change worth the trouble: %(least)s.") % {
            "least": said(report.least_worth, plan.primary.unit, language)
        },
    ]  # fmt: skip
    sentences += [
        say("On %(day)s the plan was amended%(late)s: %(reason)s (%(paths)s)") % {
            "day": word_day(one.on, language),
            "late": say(", after the start") if one.after_start else "",
            "reason": one.reason.rstrip("."),
            "paths": ", ".join(word_path(change.path, say, names) for change in one.changes[:6]),
        }
        for one in report.amended
    ]  # fmt: skip
    asked = Shown(
        caption=say("Questions that the report owes an answer"),
        head=(say("Question"), say("Indicators")),
        lines=tuple(
            (question.asks, ", ".join(names.get(code, code) for code in question.indicators))
            for question in plan.questions
        ),
    )
    rules = Shown(
        caption=say("What was decided beforehand"),
        head=(say("If this is met"), say("Then this is done")),
        lines=tuple((one.when, one.then) for one in (*plan.deciding, *plan.stopping,
                                                     *plan.abandoning)),
    )  # fmt: skip
    return sentences, [asked, rules]


def _done(report: Report, say: Say, language: str) -> Parts:
    done = report.done
    sentences = [say(ENDINGS[done.ending])]
    if done.ended_because:
        sentences.append(done.ended_because)
    if done.rule_read:
        sentences.append(_rule_told(done.rule_read, say))
    sentences.append(
        say("It ran from %(start)s to %(end)s.")
        % {
            "start": word_day(done.starts_on, language),
            "end": word_day(done.ends_on, language),
        }
    )
    apart = [one for one in report.differences if one.kept is not Kept.SAME]
    promised = [one for one in report.differences if one.kept is not Kept.ADDED]
    names = names_in(report, language)
    same = sum(one.kept is Kept.SAME for one in promised)
    sentences.append(
        say("%(same)s of %(all)s things promised were done as promised.")
        % {"same": same, "all": len(promised)}
    )
    return sentences, [
        Shown(
            caption=say("Promised beside done, difference by difference"),
            head=(say("What"), say("Promised"), say("Done"), say("Kept"), say("Why")),
            lines=tuple(_line(one, names, language) for one in (*apart, *_same(report))),
        )
    ]


def _same(report: Report) -> Iterator[Difference]:
    return (one for one in report.differences if one.kept is Kept.SAME)


def _rule_told(read: RuleRead, say: Say) -> str:
    if read.rule is None:
        return say("No rule of the plan for stopping was judged to apply: %(why)s") % {
            "why": read.why
        }
    return say(
        "The plan had said: if “%(when)s”, then “%(then)s”. It was judged to apply: %(why)s"
    ) % {"when": read.rule.when, "then": read.rule.then, "why": read.why}


def names_in(report: Report, language: str) -> dict[str, str]:
    """What each code of a report is called by: those of its plan, and what it adds."""
    added = {one.code: one.name for one in report.done.unplanned}
    return added | names_of(report.registration, language)


def _line(one: Difference, names: Names, language: str) -> tuple[str, ...]:
    say = translator(language)
    unsaid = say("not said") if one.kept is not Kept.SAME else ""
    return (
        word_path(one.path, say, names),
        word_value(one.path, one.promised, language, names),
        word_value(one.path, one.done, language, names),
        say(KEPT[one.kept]),
        one.why or unsaid,
    )


def _found(report: Report, say: Say, language: str) -> Parts:
    sentences = [word_answer(one, language) for one in report.answered]
    if report.explored or report.done.explored:
        sentences.append(say("What follows was not planned: it is exploratory, and may be chance."))
        sentences += [word_answer(one, language) for one in report.explored]
        sentences += [word_explored(one, language) for one in report.done.explored]
    tables = [_grid(report, say)] if report.grid else []
    return sentences, tables


def word_answer(one: Finding, language: str = "fr") -> str:
    """One answer in words: what was found, “not measured” and why, or exploratory and why."""
    say = translator(language)
    name = one.indicator.name
    if not one.measured:
        told = f"{word_finding(name, one.verdict, None, language=language)} {one.because}".strip()
    elif one.estimate is None:
        reasons = (*one.verdict.refused, *one.verdict.cautions)
        told = " ".join(
            [
                say("“%(indicator)s”: %(figures)s. No interval can be told.")
                % {"indicator": name, "figures": one.figures},
                *(say(SENTENCES[reason]) for reason in reasons),
            ]
        )
    else:
        told = word_finding(
            name, one.verdict, one.estimate, unit=one.indicator.unit, language=language
        )
    if one.exploratory:
        because = "; ".join(say(UNPLANNED[why]) for why in one.exploratory)
        return say("Exploratory (%(because)s). %(told)s") % {"because": because, "told": told}
    return told


def word_explored(one: Explored, language: str = "fr") -> str:
    """Something seen that nobody had planned to look at: as the team says it, and exploratory."""
    say = translator(language)
    told = say("The team noticed: “%(what)s”. It rests on: %(rests)s.") % {
        "what": one.what.strip().rstrip("."),
        "rests": one.rests_on.strip().rstrip("."),
    }
    because = say(UNPLANNED[Unplanned.QUESTION])
    return say("Exploratory (%(because)s). %(told)s") % {"because": because, "told": told}


def _grid(report: Report, say: Say) -> Shown:
    if report.grid is None:
        raise ValueError("There is no grid to show.")
    return Shown(
        caption=say("What people’s answers tell, on the six criteria of the OECD"),
        head=(say("Criterion"), say("Levels given"), say("Raters differ on")),
        lines=tuple(
            (
                say(QUESTIONS[one.criterion]),
                ", ".join(f"{say(WORDS[level])} × {count}" for level, count in one.levels),
                ", ".join(one.apart),
            )
            for one in report.grid.read
        ),
    )


def _sure(report: Report, say: Say, language: str) -> Parts:
    verdict, primary = report.verdict, report.primary
    sentences = [
        say("Level %(maryland)s of 5 on the Maryland scale, %(nesta)s of 5 on Nesta’s.")
        % {"maryland": verdict.maryland, "nesta": verdict.nesta}
    ]
    if primary.sureness:
        least = said(report.least_worth, primary.indicator.unit, language)
        sentences.append(say(SURENESS[primary.sureness]) % {"least": least})
    others = [one for one in report.answered if one.adjusted is not None]
    if others:
        sentences.append(
            say("Chances of the other indicators, by Holm’s rule: %(chances)s.")
            % {
                "chances": ", ".join(
                    f"{one.indicator.name}\u00a0{said(one.adjusted or 0.0, '', language)}"
                    for one in others
                )
            }
        )
    if report.grid:
        sentences.append(_agreement(report, say, language))
    return sentences, []


def _agreement(report: Report, say: Say, language: str) -> str:
    found = report.grid.agreement if report.grid else None
    if found is None:
        return say("One person rated the answers: nobody can say whether another would agree.")
    if isnan(found.kappa):
        return say("Both raters gave one level everywhere: their agreement cannot be told.")
    told = say(
        "Two persons rated %(items)s answers apart: weighted kappa %(kappa)s (%(low)s to %(high)s)."
    ) % {
        "items": found.items,
        "kappa": said(found.kappa, "", language),
        "low": said(found.low, "", language),
        "high": said(found.high, "", language),
    }
    return f"{told} {say('With so few, this is rough.')}" if found.rough else told


def _cost(report: Report, say: Say, language: str) -> Parts:
    if not report.done.costs:
        return [say("The costs were not measured.")], []
    sentences = [
        say("It cost %(spent)s; %(planned)s had been planned.")
        % {
            "spent": word_money(report.spent, language),
            "planned": word_money(report.planned, language),
        }
    ]
    if report.each:
        sentences.append(
            say("That is %(each)s for each of %(units)s %(unit)s.")
            % {
                "each": said(report.each.each / 100, "€", language),
                "units": said(report.each.units, "", language),
                "unit": report.done.obtained_unit,
            }
        )
    tables: list[Shown] = []
    if report.beyond:
        spoken, tables = _beyond(report, say, language)
        sentences += spoken
    if report.done.spared:
        spoken, more = _spared(report, say, language)
        sentences, tables = sentences + spoken, tables + more
    return sentences, tables


def _beyond(report: Report, say: Say, language: str) -> Parts:
    """The costs that nobody had planned, apart from the others."""
    done = report.done
    total = total_cost(report.beyond, months=done.months, units=len(done.units))
    sentence = say("Of this, %(beyond)s was not planned.") % {"beyond": word_money(total, language)}
    shown = Shown(
        caption=say("Not planned"),
        head=(say("Cost"), say("Amount"), say("Who paid, and what for")),
        lines=tuple(
            (one.name, word_money(one.amount, language), one.paid_by or say("not said"))
            for one in report.beyond
        ),
    )
    return [sentence], [shown]


def _spared(report: Report, say: Say, language: str) -> Parts:
    found = report.done.spared
    if found is None:
        raise ValueError("No cost was said to be avoided.")
    sentences = [
        say(
            "Costs avoided are computed, not found: %(value)s, from %(low)s to %(high)s as "
            "%(supposed)s of %(all)s assumptions vary."
        )
        % {
            "value": word_money(found.value, language),
            "low": word_money(found.low, language),
            "high": word_money(found.high, language),
            "supposed": found.supposed,
            "all": len(found.assumptions),
        }
    ]
    if report.verdict.says is not Says.EFFECT:
        sentences.append(
            say("As nobody can say why it changed, nobody can say that the pilot avoided them.")
        )
    names = {one.code: one for one in found.assumptions}
    lines = tuple(
        (
            names[swing.code].name + (" (÷)" if names[swing.code].role is Role.DIVIDES else ""),
            said(names[swing.code].value, names[swing.code].unit, language),
            " – ".join(
                said(end, "", language) for end in (names[swing.code].low, names[swing.code].high)
            ),
            f"{word_money(swing.at_low, language)} – {word_money(swing.at_high, language)}",
            names[swing.code].source,
        )
        for swing in found.swings
    )
    head = ("Assumption", "Taken", "Plausible", "Costs avoided then", "Source")
    return sentences, [
        Shown(
            caption=say("Assumptions, from the one that decides most"),
            head=tuple(say(one) for one in head),
            lines=lines,
        )
    ]


def _cannot(report: Report, say: Say, _: str) -> Parts:
    verdict = report.verdict
    reasons = (*verdict.refused, *verdict.cautions)
    sentences = [say(CANNOT[verdict.says]), *(say(SENTENCES[reason]) for reason in reasons)]
    unmeasured = [one.indicator.name for one in report.answered if not one.measured]
    if unmeasured:
        sentences.append(say("Not measured: %(names)s.") % {"names": ", ".join(unmeasured)})
    if report.grid and report.grid.unread:
        sentences.append(
            say("Nobody was asked: %(questions)s")
            % {"questions": " ".join(say(QUESTIONS[one]) for one in report.grid.unread)}
        )
    return [*sentences, *report.done.limits], []


def _others(report: Report, say: Say, _: str) -> Parts:
    done = report.done
    told = (
        ("Surprise: %s", done.surprises),
        ("Obstacle: %s", done.obstacles),
        ("Lesson: %s", done.lessons),
    )
    sentences = [say(words) % one for words, several in told for one in several]
    return sentences or [say("The team left no lesson. Ask it before it goes.")], []
