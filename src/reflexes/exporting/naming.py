"""Naming: the IRIs of a catalogue's things, the same whichever the edition and the machine.

By default they are names and no addresses: `urn:reflexes:reflexes-publics:pilotage`. No web domain
is ours, so none is claimed, and none can lapse; `reflexes` is no registered namespace of URN, it
only has to be clear. Who serves the catalogue gives its address as `base`, and the same things are
then named by the pages that show them.

A part of a record is its record's IRI with the path to it: `…:pilotage#poles-1-argument`. The rank
in it may change from one edition to the next; the IRI of a record never does.
"""

from collections.abc import Mapping
from urllib.parse import quote

import attrs

from reflexes.catalogue import Catalogue

URN = "urn:reflexes:"
VOCABULARY = f"{URN}vocabulary#"
"""The start of the IRIs of our own terms, which no `base` changes."""
DRAFT = "draft"
"""What stands for the edition's name of a tree of files."""


@attrs.frozen(kw_only=True)
class Naming:
    """How the things of one catalogue are named.

    `base` is the address of a site, such as `https://example.org`, or empty. The paths under it are
    those of the service; `slugs` gives the words that they have for shelves.
    """

    catalogue: str
    base: str = ""
    slugs: Mapping[str, str] = attrs.field(factory=dict)
    record_path: str = "/catalogue/{shelf}/{code}"
    edition_path: str = "/editions/{edition}"
    file_path: str = "/editions/{edition}/fichiers/{format}"

    @classmethod
    def of(
        cls, catalogue: Catalogue, base: str = "", slugs: Mapping[str, str] | None = None
    ) -> "Naming":
        """The names of what stands in `catalogue`; a `/` at the end of `base` changes nothing."""
        return cls(catalogue=catalogue.name, base=base.rstrip("/"), slugs=slugs or {})

    @property
    def is_on_the_web(self) -> bool:
        """Whether the names are addresses, at which something can be read."""
        return bool(self.base)

    @property
    def whole(self) -> str:
        """The catalogue through all its editions."""
        return f"{self.base}/catalogue" if self.base else f"{URN}{quote(self.catalogue, safe='')}"

    def record(self, shelf: str, code: str) -> str:
        """A record, through all its editions."""
        if not self.base:
            return f"{self.whole}:{code}"
        return self.base + self.record_path.format(shelf=self.slugs.get(shelf, shelf), code=code)

    def edition(self, edition: str) -> str:
        """An edition; codes have no full stop, so that none is taken for it."""
        if not edition:
            return f"{self.whole}#{DRAFT}"
        if not self.base:
            return f"{self.whole}:{edition}"
        return self.base + self.edition_path.format(edition=edition)

    def file(self, edition: str, format_name: str) -> str:
        """An edition in one format: the address of the file, or a name alone."""
        if self.base and edition:
            return self.base + self.file_path.format(edition=edition, format=format_name)
        return part_of(self.edition(edition), format_name)


def part_of(thing: str, path: str) -> str:
    """What stands at `path` inside a thing that has an IRI."""
    return f"{thing}-{path}" if "#" in thing else f"{thing}#{path}"
