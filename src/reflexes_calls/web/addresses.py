"""The addresses of the catalogue's pages: the shelves under their French names."""

from types import MappingProxyType

from starlette.requests import Request

SLUGS = MappingProxyType(
    {
        "controversies": "controverses",
        "phenomena": "phenomenes",
        "pistes": "pistes",
        "principles": "principes",
        "orientations": "orientations",
        "organisations": "organisations",
        "sources": "sources",
        "observations": "observations",
        "interviews": "entretiens",
        "experiments": "experimentations",
        "evidence": "preuves",
        "disagreements": "desaccords",
    }
)
SHELVES = MappingProxyType({slug: shelf for shelf, slug in SLUGS.items()})


def catalogue_address(edition: str = "") -> str:
    """Where the newest edition is read; or, at an address that never changes, that edition."""
    return f"/editions/{edition}" if edition else "/catalogue"


def shelf_address(shelf: str, *, edition: str = "") -> str:
    """Where a shelf is listed."""
    return f"{catalogue_address(edition)}/{SLUGS[shelf]}"


def record_address(shelf: str, code: str, *, edition: str = "") -> str:
    """Where a record is shown."""
    return f"{shelf_address(shelf, edition=edition)}/{code}"


def service_address(request: Request) -> str:
    """Where this service is reached from outside, for the links of letters; no slash at the end.

    Unless the instance states its address, that of the request is taken: an instance reached
    under several names should state the one that letters are to bear.
    """
    stated = str(request.app.state.settings.address)
    return (stated or str(request.base_url)).rstrip("/")
