"""Juries: who is in them, who reads what, what the scores mean."""

import math
from typing import Any

from reflexes_calls.actions.measuring_marks import Results, results_page
from reflexes_calls.actions.reading_juries import Reading, members_of_jury, readings_of_jury
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.jury import Juror, JurorKind, JurorState, JuryKind
from reflexes_calls.domain.jury_results import Opening
from reflexes_calls.web.api.describing import document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.problems import language_asked
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("juries", N_("Juries: who is in them, who reads what, what the scores mean."))


@document
class JurorDocument:
    """Someone invited to a jury."""

    id: str = said(N_("Their id in the jury"))
    name: str = said(N_("Their name"))
    jury: JuryKind = said(N_("What the jury reads: projects, or their protocols"))
    kind: JurorKind = said(N_("From where they look"))
    state: JurorState = said(N_("Where their invitation stands"))
    is_chair: bool = said(N_("Whether they chair the jury"))
    least: int = said(N_("The fewest files that they read"))
    most: int | None = said(N_("The most files that they read"))


@document
class ReadingDocument:
    """That someone is to read a file."""

    jury: JuryKind = said(N_("What the jury reads: projects, or their protocols"))
    application: str = said(N_("The id of the application"))
    receipt: str = said(N_("Its receipt number"))
    reader: str = said(N_("The id of the reader"))
    name: str = said(N_("Their name"))
    has_spoken: bool = said(N_("Whether their review is submitted"))


@document
class ScoreDocument:
    """The score of a file."""

    receipt: str = said(N_("Its receipt number"))
    application: str = said(N_("The id of the application"))
    score: float | None = said(N_("Its score, once severity is taken off"))
    error: float | None = said(N_("The standard error of its score"))
    mean: float | None = said(N_("The plain mean of its marks"))
    chance: float = said(N_("The chance to be among the first, 0 to 1"))


@document
class JuryResultsDocument:
    """What the marks of a jury mean, once they may be shown."""

    jury: JuryKind = said(N_("What the jury reads: projects, or their protocols"))
    opening: Opening = said(N_("Whether scores may be shown, or what they wait for"))
    model: str | None = said(N_("How severity was told apart from quality"))
    places: int = said(N_("How many are to be chosen"))
    files: tuple[ScoreDocument, ...] = said(N_("The files, the best score first"))


@NOUN.get(
    "/calls/{call}/jury/members",
    N_("Whoever was invited to the juries of a call"),
    JurorDocument,
    Scope.JURY_READ,
    listed=True,
)
def list_jurors(asked: Asked) -> Page[Any]:
    """The members, for the managers and the chair; never their mail address."""
    known = members_of_jury(asked.desk, asked.person, asked.named("call"))
    return with_items(turned(asked, known, lambda each: (each.id,)), _juror)


@NOUN.get(
    "/calls/{call}/jury/assignments",
    N_("Who reads what in the juries of a call"),
    ReadingDocument,
    Scope.JURY_READ,
    listed=True,
)
def list_assignments(asked: Asked) -> Page[Any]:
    """The readings, for the managers."""
    known = readings_of_jury(asked.desk, asked.person, asked.named("call"))
    return with_items(turned(asked, known, lambda each: (each.rank,)), _reading)


@NOUN.get(
    "/calls/{call}/jury/results",
    N_("What the marks of the jury of projects mean, once all have spoken"),
    JuryResultsDocument,
    Scope.JURY_READ,
)
def show_results(asked: Asked) -> JuryResultsDocument:
    """The scores with their errors; none while readers have still to speak."""
    shown = results_page(
        asked.desk,
        asked.person,
        asked.named("call"),
        JuryKind.PROJECT,
        language_asked(asked.request),
    )
    measured = shown.measured
    return JuryResultsDocument(
        jury=shown.jury,
        opening=shown.opening,
        model=measured.calibration.model.value if measured else None,
        places=shown.places,
        files=_scores(shown),
    )


def _scores(shown: Results) -> tuple[ScoreDocument, ...]:
    measured = shown.measured
    if measured is None:
        return ()
    found = measured.calibration
    order = (*found.ranking(), *(n for n, one in enumerate(found.scores) if math.isnan(one)))
    return tuple(
        ScoreDocument(
            receipt=shown.marks.files[n].receipt,
            application=shown.marks.files[n].public_id,
            score=_known(found.scores[n]),
            error=_known(found.errors[n]),
            mean=_known(found.means[n]),
            chance=measured.chances[n],
        )
        for n in order
    )


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)


def _juror(known: Juror) -> JurorDocument:
    return JurorDocument(
        id=known.public_id,
        name=known.name,
        jury=known.jury,
        kind=known.kind,
        state=known.state,
        is_chair=known.is_chair,
        least=known.least,
        most=known.most,
    )


def _reading(known: Reading) -> ReadingDocument:
    return ReadingDocument(
        jury=known.jury,
        application=known.application,
        receipt=known.receipt,
        reader=known.reader,
        name=known.name,
        has_spoken=known.has_spoken,
    )
