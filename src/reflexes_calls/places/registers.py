"""The official lists as the reading of answers asks for them (`domain.answering.Registers`)."""

import re
from collections.abc import Iterator
from typing import Any

from reflexes_calls.places.administration import find_administration, territory_of_siren
from reflexes_calls.places.errors import PlaceError
from reflexes_calls.places.listing import listing
from reflexes_calls.places.searching import (
    folded,
    search_territories,
    territories_of_postal_code,
)
from reflexes_calls.places.territory import Merged, Territory, find_territory

NAMED = re.compile(r"(.+)\(([^()]+)\)")
"""A territory as our pages write it: « Rennes (35238) »."""
LONGEST_CODE = 9
NEAR = 3
"""How many near territories a refusal names."""


class OfficialRegisters:
    """The lists shipped with the service."""

    def territory(self, typed: str) -> dict[str, Any]:
        """What is kept of the territory of an official code; raises `PlaceError`."""
        found = read_territory(typed)
        return {
            "code": found.code,
            "kind": found.kind.value,
            "name": found.name,
            "departments": list(found.departments),
            "region": found.region,
            "vintage": listing().vintage,
        }

    def administration(self, siret: str, name: str) -> dict[str, Any]:
        """What is kept of the administration of a SIRET; raises `PlaceError`.

        `name` is what was typed beside the number: needed when the lists do not know it.
        """
        found = find_administration(siret)
        if not name and not found.name:
            raise PlaceError("unnamed-siret", met=found.siret)
        kept = {"siret": found.siret, "name": name or found.name}
        return {**kept, "territory": found.territory.code} if found.territory else kept


def read_territory(typed: str) -> Territory:
    """The territory that stands under a code, or as `Rennes (35238)`; raises `PlaceError`."""
    text = " ".join(typed.split())
    found = find_territory(text) or _named(text)
    if isinstance(found, Territory):
        return found
    if isinstance(found, Merged) and not territories_of_postal_code(text):
        raise PlaceError(
            "recoded-territory" if found.is_same else "merged-territory",
            met=found.named,
            expected=found.present.named,
        )
    raise _unknown(text, found)


def _named(text: str) -> Territory | Merged | None:
    said = NAMED.fullmatch(text)
    found = find_territory(said[2]) if said else None
    if said is None or found is None:
        return None
    # The name must be that of the code: of two that differ we cannot tell which is meant.
    return found if folded(said[1]) == folded(found.name) else None


def _unknown(text: str, ceased: Merged | None) -> PlaceError:
    served = territories_of_postal_code(text)
    if served and ceased is None:
        return PlaceError("postal-code", met=text, expected=_list(served))
    # Some codes that ceased are postal codes too: of another place, most often.
    near = (ceased.present, *served) if ceased else _near(text)
    if near:
        return PlaceError("near-territory", met=text, expected=_list(near))
    return PlaceError("unknown-territory", met=text)


def _near(text: str) -> tuple[Territory, ...]:
    """The territories that bear that name, that SIREN, or a code typed a little wrong."""
    said = NAMED.fullmatch(text)
    texts = said.groups() if said else (text,)
    found: list[Territory | Merged | None] = []
    for each in texts:
        exact = find_territory(each)
        found += [exact] if exact else map(find_territory, _mistyped(each.replace(" ", "")))
        found += [territory_of_siren(each)]
    found += [one.territory for each in texts for one in search_territories(each, NEAR)]
    stand = [one for one in found if isinstance(one, Territory)]
    return tuple({one.code: one for one in stand}.values())[:NEAR]


def _mistyped(code: str) -> Iterator[str]:
    """The codes for which this one may be taken: a first zero lost, two neighbours exchanged."""
    yield f"0{code}"
    for at in range(min(len(code), LONGEST_CODE) - 1):
        yield f"{code[:at]}{code[at + 1]}{code[at]}{code[at + 2 :]}"


def _list(territories: tuple[Territory, ...]) -> str:
    shown = [one.named for one in territories[:NEAR]]
    return ", ".join([*shown, "…"] if len(territories) > NEAR else shown)
