"""The addresses of the catalogue's pages: the shelves under their French names."""

from types import MappingProxyType

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
        "experiments": "experimentations",
        "evidence": "preuves",
        "disagreements": "desaccords",
    }
)
SHELVES = MappingProxyType({slug: shelf for shelf, slug in SLUGS.items()})


def shelf_address(shelf: str) -> str:
    """Where a shelf is listed."""
    return f"/catalogue/{SLUGS[shelf]}"


def record_address(shelf: str, code: str) -> str:
    """Where a record is shown."""
    return f"/catalogue/{SLUGS[shelf]}/{code}"
