"""What trials of a piste say: those of an edition, together where they may be; those that wait."""

from typing import TYPE_CHECKING, Any

import attrs
from starlette.requests import Request

from reflexes.evidence import Evidence
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of

if TYPE_CHECKING:
    from reflexes import Catalogue
    from reflexes_calls.actions.evaluating import Proposed


@attrs.frozen(kw_only=True)
class TrialShown:
    """A piece of evidence with what it brings and how strong it is, in plain words.

    `has_report` says that its pilot ran on this instance and tells its report.
    """

    evidence: Evidence
    standing: str
    strength: str
    has_report: bool


@attrs.frozen(kw_only=True)
class TrialsShown:
    """The evidence of an edition on one piste; a picture for each thing that several measured."""

    words: tuple[str, ...]
    told: tuple[TrialShown, ...]
    pictures: tuple[Any, ...]


def trials_of(request: Request, catalogue: "Catalogue", piste: Any) -> TrialsShown:
    """The trials of a piste in an edition; nothing where only its name is public."""
    # Late: the first page of an instance asks for no evidence.
    from reflexes.evaluation import (  # noqa: PLC0415  # see above
        gather,
        picture_together,
        word_gathered,
        word_standing,
        word_strength,
    )
    from reflexes_calls.actions.evaluating import reports_issued  # noqa: PLC0415  # see above

    language = language_of(request)
    gathered = gather(catalogue.linked(piste, "evidence"))
    if piste.is_name_alone and not gathered.evidence:
        return TrialsShown(words=(), told=(), pictures=())
    issued = reports_issued(desk_of(request), (one.pilot for one, _ in gathered.evidence))
    return TrialsShown(
        words=word_gathered(gathered, language),
        told=tuple(
            TrialShown(
                evidence=one,
                standing=word_standing(standing, language),
                strength=word_strength(one, language),
                has_report=one.pilot in issued,
            )
            for one, standing in gathered.evidence
        ),
        pictures=tuple(
            picture_together(one, language, place=place)
            for place, one in enumerate(gathered.together, start=1)
        ),
    )


def not_yet_in(request: Request, code: str) -> "tuple[Proposed, ...]":
    """What pilots of this instance propose for a piste, and no edition holds yet."""
    # Late, for the same reason.
    from reflexes_calls.actions.evaluating import proposed_for_piste  # noqa: PLC0415  # see above

    return proposed_for_piste(desk_of(request), code)
