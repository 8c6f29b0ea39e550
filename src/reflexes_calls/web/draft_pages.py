"""The short pages in which a draft is written: their names, addresses and states."""

from collections.abc import Callable
from types import MappingProxyType

from reflexes.records import record
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.readiness import (
    CALENDAR,
    CRITERIA,
    ESSENTIAL,
    PAGES,
    PISTES,
    QUESTIONS,
    RULES,
    PageState,
    page_state,
    text_page,
)
from reflexes_calls.domain.terms import AFTER, BRIEF, CONTEXT, HEADINGS, HOW, MEANS, WHO
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]

TEXT_SLUGS = MappingProxyType(
    {
        "en-bref": BRIEF,
        "contexte": CONTEXT,
        "qui": WHO,
        "deroulement": HOW,
        "moyens": MEANS,
        "apres": AFTER,
    }
)
"""The addresses of the pages of the text, each with its heading."""
SLUGS = MappingProxyType(
    {
        ESSENTIAL: "essentiel",
        PISTES: "pistes",
        CALENDAR: "calendrier",
        CRITERIA: "criteres",
        RULES: "regles",
        QUESTIONS: "questions",
    }
    | {text_page(heading): f"texte/{slug}" for slug, heading in TEXT_SLUGS.items()}
)
TITLES = MappingProxyType(
    {
        ESSENTIAL: N_("The essentials"),
        PISTES: N_("The pistes it comes from"),
        CALENDAR: N_("Calendar"),
        CRITERIA: N_("Criteria"),
        RULES: N_("Jury, partners and rules"),
        QUESTIONS: N_("Questions to applicants"),
    }
    | {text_page(heading): heading for heading in HEADINGS}
)
GROUPS = (
    (N_("The call"), (ESSENTIAL, PISTES, CALENDAR)),
    (N_("The text"), tuple(map(text_page, HEADINGS))),
    (N_("What is asked, and how it is judged"), (CRITERIA, RULES, QUESTIONS)),
)
STATES = MappingProxyType(
    {
        PageState.DONE: (N_("done"), "good"),
        PageState.TO_FINISH: (N_("to finish"), "warn"),
        PageState.NOT_NEEDED: (N_("not needed"), ""),
    }
)
"""The words of each state, and the class of its tag."""


@record
class Task:
    """One page of a draft: where it is, and where it stands."""

    title: str
    address: str
    state: str
    tone: str
    left: int
    is_done: bool


def page_address(call: Call, page: str, field: str = "") -> str:
    """Where a page of a draft is written, and the field to go to."""
    slug = SLUGS.get(page, "verifier")
    return f"/gestion/appels/{call.public_id}/{slug}" + (f"#{field}" if field else "")


def page_after(page: str) -> str | None:
    """The page that comes next, or None after the last one."""
    known = PAGES.index(page) + 1
    return PAGES[known] if known < len(PAGES) else None


def tasks_of(
    call: Call, findings: tuple[Finding, ...], words: Translate
) -> tuple[tuple[str, tuple[Task, ...]], ...]:
    """The pages of a draft under their headings, each with its state."""
    return tuple(
        (words(heading), tuple(_task(call, page, findings, words) for page in pages))
        for heading, pages in GROUPS
    )


def _task(call: Call, page: str, findings: tuple[Finding, ...], words: Translate) -> Task:
    state = page_state(call, page, findings)
    said, tone = STATES[state]
    return Task(
        title=words(TITLES[page]),
        address=page_address(call, page),
        state=words(said),
        tone=tone,
        left=sum(each.page == page and each.stops for each in findings),
        is_done=state is not PageState.TO_FINISH,
    )
