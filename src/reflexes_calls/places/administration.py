"""Administration: an establishment by its SIRET, named offline when the lists know its SIREN.

The lists know the communes, the EPCI and the EPT. Départements, régions, services of the State and
others are accepted without a name: whoever types the SIRET types the name too.
"""

import re

from stdnum.exceptions import InvalidFormat, InvalidLength, ValidationError
from stdnum.fr import siren, siret

from reflexes.records import record
from reflexes_calls.places.errors import PlaceError
from reflexes_calls.places.listing import Row, listing
from reflexes_calls.places.territory import Territory, territory_of

SIREN_LENGTH, SIRET_LENGTH = 9, 14


@record
class Administration:
    """An establishment; `territory` is that whose SIREN it bears, if the lists know it."""

    siret: str
    territory: Territory | None = None

    @property
    def name(self) -> str:
        """The name that the lists give, or nothing."""
        return self.territory.name if self.territory else ""


def find_administration(typed: str) -> Administration:
    """The establishment of a SIRET typed with or without spaces; raises `PlaceError`."""
    number = _checked(typed)
    return Administration(siret=number, territory=territory_of_siren(number[:SIREN_LENGTH]))


def name_of_siren(number: str) -> str:
    """The name of the commune, EPCI or EPT that bears a SIREN; nothing when none does."""
    territory = territory_of_siren(number)
    return territory.name if territory else ""


def territory_of_siren(number: str) -> Territory | None:
    """The commune, EPCI or EPT that bears a SIREN."""
    bare = siren.compact(number)
    row = listing().row("epci", bare) or listing().row("ept", bare) or _commune_of_siren(bare)
    return territory_of(row) if row else None


def _commune_of_siren(number: str) -> Row | None:
    if len(number) != SIREN_LENGTH:
        return None
    return listing().row_of_siren(number)


def _checked(typed: str) -> str:
    number = re.sub(r"[\s.-]", "", typed)
    if not number:
        raise _wrong_length(number)
    try:
        return siret.validate(number)
    except InvalidLength:
        raise _wrong_length(number) from None
    except InvalidFormat:
        raise PlaceError("siret-letters", met=typed, expected=str(SIRET_LENGTH)) from None
    except ValidationError:
        # When the SIREN holds, what is wrong stands in the number of the establishment.
        raise PlaceError(
            "siret-wrong-end" if siren.is_valid(number[:SIREN_LENGTH]) else "siret-wrong-siren",
            met=siret.format(number),
        ) from None


def _wrong_length(number: str) -> PlaceError:
    if siren.is_valid(number):
        return PlaceError("siren-alone", met=siren.format(number), expected=str(SIRET_LENGTH))
    return PlaceError("siret-length", met=str(len(number)), expected=str(SIRET_LENGTH))
