"""The minutes of a deliberation on paper, in the language of whoever asks for them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from reflexes_calls.actions.taking_minutes import MinutesPage
from reflexes_calls.domain.decision import DecisionOutcome
from reflexes_calls.domain.jury import JurorKind, JuryKind
from reflexes_calls.papers.tree import (
    Block,
    Facts,
    Grid,
    Heading,
    Items,
    Paper,
    Prose,
    paragraphs_of,
)
from reflexes_calls.web.formatting import exact, money
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.juror_words import JURIES, KINDS
from reflexes_calls.web.notices import N_
from reflexes_calls.web.translating import translations

TITLE = N_("Minutes of the jury")
ON = N_("Jury on %(what)s, sitting %(number)s")
FACTS = {
    "call": N_("Call"),
    "place": N_("Where the jury met"),
    "opened": N_("Opened"),
    "closed": N_("Closed"),
    "awaited": N_("Reviews still awaited"),
    "why": N_("Why it opened without them"),
    "digest": N_("Digest of the minutes (SHA-256)"),
}
ATTENDANCE, RECUSALS = N_("Attendance"), N_("Recusals")
NAME, SEAT, THERE = N_("Name"), N_("Seat"), N_("Present")
CHAIR, YES, NO = N_("chair"), N_("yes"), N_("no")
NOBODY_RECUSED = N_("Nobody had to sit out of a file.")
SAT_OUT = N_("%(name)s sat out of: %(receipts)s")
FILES = N_("The files")
HIDDEN = N_("Files to which you are bound are left out: %(count)s.")
MEAN = N_("Mean of the jury: %(mean)s out of 4 (%(reviews)s reviews).")
NO_MEAN = N_("No full review.")
CHANGES = N_("Marks changed")
CHANGED = N_("%(criterion)s: from %(before)s to %(after)s. %(reason)s")
DECISION = N_("Decision proposed")
OUTCOMES = {
    DecisionOutcome.SELECTED.value: N_("selected"),
    DecisionOutcome.DECLINED.value: N_("declined"),
}
UNDECIDED = N_("No decision was prepared.")
PAGE, OF = N_("page"), N_("of")


def minutes_paper(shown: MinutesPage, language: str) -> Paper:
    """The minutes, ready to be printed."""
    words = translations(language).gettext
    kept = shown.minutes
    what = words(JURIES[JuryKind(kept["jury"])])
    subtitle = words(ON) % {"what": what, "number": kept["number"]}
    return Paper(
        title=words(TITLE),
        subtitle=subtitle,
        language=language,
        author=shown.call.title(language),
        foot=f"{words(TITLE)} · {subtitle}",
        page_of=(words(PAGE), words(OF)),
        blocks=tuple(_blocks(shown, language, words)),
    )


def _blocks(shown: MinutesPage, language: str, words: Translate) -> Iterator[Block]:
    kept = shown.minutes
    said = {
        "call": str(kept["call"][language]),
        "place": kept["place"],
        "opened": _instant(kept["opened_at"], language),
        "closed": _instant(kept["closed_at"], language),
        "awaited": str(kept["awaited"]) if kept["awaited"] else "",
        "why": kept["why"],
        "digest": shown.digest,
    }
    yield Facts(rows=tuple((words(FACTS[name]), text) for name, text in said.items() if text))
    yield Heading(text=words(ATTENDANCE))
    yield Grid(
        headings=(words(NAME), words(SEAT), words(THERE)),
        rows=tuple(_seat(each, words) for each in kept["attendance"]),
    )
    yield Heading(text=words(RECUSALS))
    recused = tuple(
        words(SAT_OUT) % {"name": each["name"], "receipts": ", ".join(each["receipts"])}
        for each in kept["recusals"]
        if each["receipts"]
    )
    yield Items(texts=recused) if recused else Prose(paragraphs=(words(NOBODY_RECUSED),))
    yield Heading(text=words(FILES))
    if shown.hidden:
        yield Prose(paragraphs=(words(HIDDEN) % {"count": shown.hidden},), tone="soft")
    labels = {each["code"]: each[language] for each in kept["criteria"]}
    for each in kept["files"]:
        yield from _file(each, kept["jury"], labels, language, words)


def _instant(kept: str, language: str) -> str:
    return exact(dt.datetime.fromisoformat(kept), language)


def _seat(each: dict[str, Any], words: Translate) -> tuple[str, str, str]:
    seat = words(KINDS[JurorKind(each["kind"])])
    if each["is_chair"]:
        seat = f"{seat}, {words(CHAIR)}"
    return each["name"], seat, words(YES if each["is_present"] else NO)


def _file(
    kept: dict[str, Any], jury: str, labels: dict[str, str], language: str, words: Translate
) -> Iterator[Block]:
    yield Heading(text=f"{kept['receipt']} – {kept['title']}", level=2)
    mean = NO_MEAN if kept["mean"] is None else MEAN
    shown = str(kept["mean"]).replace(".", ",") if language == "fr" else kept["mean"]
    told = words(mean) % {"mean": shown, "reviews": kept["reviews"]}
    yield Prose(paragraphs=tuple(filter(None, (kept["organisation"], told))))
    if kept["changes"]:
        yield Heading(text=words(CHANGES), level=3)
        yield Items(
            texts=tuple(
                words(CHANGED)
                % {**each, "criterion": labels.get(each["criterion"], each["criterion"])}
                for each in kept["changes"]
            )
        )
    if jury != JuryKind.PROJECT.value:
        return
    yield Heading(text=words(DECISION), level=3)
    if kept["outcome"] is None:
        yield Prose(paragraphs=(words(UNDECIDED),), tone="soft")
        return
    outcome = words(OUTCOMES[kept["outcome"]])
    amount = f" – {money(kept['amount'], language)}" if kept["amount"] else ""
    yield Prose(paragraphs=(f"{outcome}{amount}",), tone="strong")
    yield Prose(paragraphs=paragraphs_of(kept["reasons"]))
