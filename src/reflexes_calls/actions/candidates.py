"""The files of a call among which a jury chooses, with where their administrations stand."""

import datetime as dt

from sqlalchemy import Connection

from reflexes_calls.domain.application import Application
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Organisation
from reflexes_calls.domain.rights import is_after_deadline
from reflexes_calls.domain.selection import Area, Candidate
from reflexes_calls.places.administration import SIREN_LENGTH, territory_of_siren
from reflexes_calls.places.territory import (
    Territory,
    TerritoryKind,
    department_name,
    find_territory,
    population_figures,
)
from reflexes_calls.storage import applications, people


def files_read(connection: Connection, call: Call) -> tuple[Candidate, ...]:
    """The full files of a call that were submitted, whatever became of them, by receipt."""
    known = applications.applications_of(connection, call=call.id)
    found = [each for each in known if each.receipt and each.phase is Phase.FULL]
    return tuple(_candidate(connection, call, each) for each in sorted(found, key=_rank))


def waiting_files(connection: Connection, call: Call, now: dt.datetime) -> tuple[Candidate, ...]:
    """The files that wait for their decision, once no other may arrive beside them."""
    known = {each.id: each for each in applications.applications_of(connection, call=call.id)}
    return tuple(
        each
        for each in files_read(connection, call)
        if each.stage is ApplicationStage.SUBMITTED
        and is_after_deadline(call, now, known[each.key])
    )


def _rank(known: Application) -> tuple[int, str]:
    receipt = known.receipt or ""
    return len(receipt), receipt


def _candidate(connection: Connection, call: Call, known: Application) -> Candidate:
    own = people.find_organisation(connection, known.organisation_id)
    asked = known.amount if call.funded else 0
    return Candidate(
        key=known.id,
        public_id=known.public_id,
        receipt=known.receipt or "",
        title=known.draft_title(),
        organisation_id=known.organisation_id,
        organisation=own.name,
        stage=known.stage,
        asked=call.budget_cap if asked is None else asked,
        is_cap=asked is None,
        area=area_of(own, known.territory),
    )


def area_of(own: Organisation, territory: str | None) -> Area:
    """Where an administration stands: by its SIRET, or else by the territory of its trial."""
    seat = territory_of_siren(own.siret[:SIREN_LENGTH]) if own.siret else None
    found = seat or _standing(territory)
    if found is None:
        return Area()
    is_department = found.kind is TerritoryKind.DEPARTMENT
    department = found.code if is_department else next(iter(found.departments), "")
    region = found.code if found.kind is TerritoryKind.REGION else found.region
    is_commune = seat is not None and seat.kind is TerritoryKind.COMMUNE
    return Area(
        department=department,
        department_name=department_name(department) if department else "",
        region=region,
        region_name=_name_of(region),
        # The territory of a trial says nothing of who carries it.
        kind=seat.kind.value if seat else "",
        size=population_figures(found.code) if is_commune else 0,
    )


def _standing(code: str | None) -> Territory | None:
    found = find_territory(code) if code else None
    return found if isinstance(found, Territory) else None


def _name_of(region: str) -> str:
    found = find_territory(region) if region else None
    return found.name if isinstance(found, Territory) else ""


def pistes_of(call: Call) -> dict[str, Bilingual]:
    """The pistes of a call that comes from several, by code; none when there is one alone."""
    if not call.other_pistes:
        return {}
    return {each["code"]: _title_of(each) for each in (call.piste, *call.other_pistes)}


def _title_of(piste: dict[str, object]) -> Bilingual:
    title = piste.get("title")
    said = title if isinstance(title, dict) else {"fr": str(title or piste["code"])}
    return Bilingual(fr=str(said.get("fr", "")), en=str(said.get("en", "")))
