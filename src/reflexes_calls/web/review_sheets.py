"""Sheets to read and mark on paper: the rubric with its levels, then what was submitted."""

import datetime as dt
from collections.abc import Iterator, Sequence

from reflexes_calls.actions.looking import ApplicationPage
from reflexes_calls.actions.papers import FilePage
from reflexes_calls.domain.call import Criterion
from reflexes_calls.papers.tree import Block, Break, Facts, Grid, Heading, Items, Paper, Prose
from reflexes_calls.web.formatting import exact
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_
from reflexes_calls.web.paper_answers import submitted_blocks
from reflexes_calls.web.partner_words import partners_submitted
from reflexes_calls.web.translating import translations

TITLE = N_("Reading sheet")
TITLES = N_("Reading sheets")
MADE = N_("Made on %(when)s. Type your marks in the service afterwards: paper counts for nothing.")
HOW = N_("Tick one level for each criterion, from 0 to 4.")
RUBRIC, FILE = N_("Your marks"), N_("The application")
WEIGHED = N_("%(label)s (weight %(weight)s)")
MARK, LEVEL = N_("Mark"), N_("What it means")
JURY, APPLICANT = N_("For the jury"), N_("For the applicant")
BLIND = N_(
    "You read without knowing who applies: names of administrations and partners are left out."
)
FACTS = {
    "number": N_("Number"),
    "call": N_("Call"),
    "administration": N_("Administration"),
}
PARTNERS = N_("The partners")
PAGE, OF = N_("page"), N_("of")
LINE = "_" * 112
LINES = 5
BOX = "☐"


def review_paper(files: Sequence[ApplicationPage], now: dt.datetime, language: str) -> Paper:
    """The sheets of some files, each beginning a page."""
    words = translations(language).gettext
    first = files[0]
    is_alone = len(files) == 1
    title = first.title if is_alone else words(TITLES)
    subtitle = words(TITLE) if is_alone else first.call.title(language)
    return Paper(
        title=title,
        subtitle=subtitle,
        language=language,
        author=first.call.title(language),
        foot=f"{words(TITLE)} · {first.application.receipt if is_alone else subtitle}",
        page_of=(words(PAGE), words(OF)),
        blocks=tuple(_blocks(files, now, language, words)),
    )


def _blocks(
    files: Sequence[ApplicationPage], now: dt.datetime, language: str, words: Translate
) -> Iterator[Block]:
    made = words(MADE) % {"when": exact(now, language)}
    yield Prose(paragraphs=(made,), tone="soft")
    is_alone = len(files) == 1
    if not is_alone:
        yield Items(texts=tuple(f"{each.application.receipt} – {each.title}" for each in files))
    for each in files:
        if not is_alone:
            yield Break()
            yield Heading(text=each.title)
        yield from _sheet(each, now, language, words, level=1 if is_alone else 2)


def _sheet(
    shown: ApplicationPage, now: dt.datetime, language: str, words: Translate, *, level: int
) -> Iterator[Block]:
    said = {
        "number": shown.application.receipt or "",
        "call": shown.call.title(language),
        "administration": "" if shown.is_blind else shown.organisation.name,
    }
    yield Facts(rows=tuple((words(FACTS[name]), text) for name, text in said.items() if text))
    if shown.is_blind:
        yield Prose(paragraphs=(words(BLIND),), tone="soft")
    yield Heading(text=words(RUBRIC), level=level)
    yield Prose(paragraphs=(words(HOW),))
    for criterion in shown.criteria:
        yield from _criterion(criterion, language, words, level=level + 1)
    for heading in (JURY, APPLICANT):
        yield Heading(text=words(heading), level=level + 1)
        yield Prose(paragraphs=(LINE,) * LINES, tone="soft")
    yield Break()
    yield Heading(text=words(FILE), level=level)
    version = shown.versions[-1]
    paper = FilePage(
        own=shown, version=version, entry=None, events=(), attachments=(), partners=(), now=now
    )
    yield from submitted_blocks(paper, language, words)
    partners = partners_submitted(version, words)
    if partners:
        yield Heading(text=words(PARTNERS), level=2)
        yield Items(texts=tuple(f"{each.name} – {each.role}. {each.part}" for each in partners))


def _criterion(
    criterion: Criterion, language: str, words: Translate, *, level: int
) -> Iterator[Block]:
    named = {"label": criterion.label(language), "weight": criterion.weight}
    yield Heading(text=words(WEIGHED) % named, level=level)
    rows = tuple((f"{BOX} {mark}", level) for mark, level in enumerate(criterion.levels(language)))
    yield Grid(headings=(words(MARK), words(LEVEL)), rows=rows, numbers=(0,))
