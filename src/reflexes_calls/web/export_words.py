"""The words of exports: what each column is called, and what it holds."""

from types import MappingProxyType

from starlette.requests import Request

from reflexes_calls.actions.exporting import FACTS, ExportWords
from reflexes_calls.exports.columns import Marks
from reflexes_calls.exports.workbook import SheetWords
from reflexes_calls.places.territory import find_territory
from reflexes_calls.web.file_lists import COMPLETENESS, PHASES
from reflexes_calls.web.notices import N_
from reflexes_calls.web.stage_words import APPLICATION_STAGES
from reflexes_calls.web.templating import translator
from reflexes_calls.web.translating import language_of

COLUMNS = MappingProxyType(
    {
        "receipt": (N_("Receipt"), N_("Given at the first submission; it never changes.")),
        "organisation": (N_("Administration"), N_("The one that applies.")),
        "siret": (N_("SIRET"), N_("Of the administration that applies; empty if unknown.")),
        "title": (N_("Title of the file"), N_("As it was submitted last.")),
        "stage": (N_("Where it stands"), N_("At the moment of the export.")),
        "phase": (N_("Phase"), N_("Letter of intent or full application.")),
        "session": (N_("Cut-off"), N_("For which closing it was submitted, from 1.")),
        "submitted_at": (N_("Submitted at"), N_("Last submission, at the hour of Paris.")),
        "version": (N_("Version"), N_("How many times it was submitted.")),
        "digest": (N_("Digest"), N_("SHA-256 of what was submitted, as on the receipt.")),
        "territory": (N_("Territory (code)"), N_("Code of the commune or of the group.")),
        "territory_name": (N_("Territory"), N_("Its name in the official lists.")),
        "amount": (N_("Amount asked"), N_("In euros.")),
        "completeness": (N_("Completeness"), N_("What the team of the call found.")),
        "readers": (N_("Readers"), N_("How many are to read it.")),
        "reads": (N_("Reviews"), N_("How many are submitted.")),
        "mean": (N_("Mean out of 4"), N_("Of the submitted reviews, each criterion weighed.")),
        "spread": (N_("Spread"), N_("Between the highest and the lowest review.")),
        "decided_at": (N_("Decided at"), N_("Hour of Paris; empty while it is not decided.")),
        "reasons": (N_("Reasons of the decision"), N_("As its team read them.")),
        "granted": (N_("Amount granted"), N_("In euros.")),
    }
)
NOT_ASKED = N_("(question not asked)")
ABSENT = N_("(not in this form)")
INTERNAL = N_("[Team of the call]")
NOTE = N_(
    "Commas part the columns, in UTF-8 with its mark. A text that a spreadsheet could take for a "
    "formula bears an apostrophe before it. Questions that were not asked say so: it is no answer."
)


def export_words(request: Request) -> ExportWords:
    """The words of an export, in the language of the page."""
    words = translator(request)
    return ExportWords(
        language=language_of(request),
        facts={code: (words(COLUMNS[code][0]), words(COLUMNS[code][1])) for code in FACTS},
        stages={stage.value: words(said) for stage, said in APPLICATION_STAGES.items()},
        phases={phase.value: words(said) for phase, said in PHASES.items()},
        states={state.value: words(said) for state, said in COMPLETENESS.items()},
        marks=Marks(not_asked=words(NOT_ASKED), absent=words(ABSENT), internal=words(INTERNAL)),
        sheets=SheetWords(
            files=words(N_("The files")),
            columns=words(N_("Columns")),
            title=words(N_("Column")),
            code=words(N_("Code")),
            kind=words(N_("Kind")),
            help=words(N_("What it holds")),
        ),
        territory=territory_name,
        note=words(NOTE),
    )


def territory_name(code: str) -> str:
    """The name of a territory, or its code where the official lists do not know it."""
    known = find_territory(code)
    return known.name if known else code
