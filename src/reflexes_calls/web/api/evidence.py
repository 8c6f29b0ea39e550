"""Evidence: what this instance proposes for the next edition of the catalogue."""

from typing import Any

from reflexes.conversion import plain
from reflexes.evidence import Evidence
from reflexes.fields import reference
from reflexes.records import record
from reflexes_calls.actions.evaluating import overlay, overlay_for_piste
from reflexes_calls.domain.access import Scope
from reflexes_calls.web.api.describing import document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("evidence", N_("Evidence: what this instance proposes for the next edition."))


@document
class EvidenceDocument:
    """What a trial showed, as a record of the catalogue holds it."""

    code: str = said(N_("Its code"))
    pistes: tuple[str, ...] = said(N_("The codes of the pistes it speaks of"))
    record: dict[str, Any] = said(N_("The record, as the files of the catalogue write it"))


@record
class EvidenceAsked:
    """What may be asked of the evidence."""

    piste: str = reference("The code of a piste", default="")


@NOUN.get(
    "/evidence",
    N_("What this instance proposes for the catalogue, apart from its edition"),
    EvidenceDocument,
    Scope.PILOTS_READ,
    public=True,
    listed=True,
    query=EvidenceAsked,
)
def list_evidence(asked: Asked) -> Page[Any]:
    """The overlay, for one piste or for all."""
    piste = asked.query.get("piste", "")
    known = overlay_for_piste(asked.desk, piste) if piste else overlay(asked.desk)
    return with_items(turned(asked, known, lambda each: (each.code,)), _told)


def _told(known: Evidence) -> EvidenceDocument:
    return EvidenceDocument(code=known.code, pistes=known.pistes, record=plain(known))
