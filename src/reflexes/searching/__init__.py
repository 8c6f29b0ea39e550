"""Search in a catalogue: French first, English too, ranked, with the passage found and facets.

`Index` holds the words of all records; `Catalogue.search` makes one when first asked and keeps it.
It is pure Python: no engine to be missing, and nothing that changes once made, so that threads
share it. The measures behind that choice: `docs/decisions/0004-search-engine.md`.
"""

from reflexes.searching.index import Index
from reflexes.searching.result import FACETS, Hit, Mark, Passage, Result

__all__ = ["FACETS", "Hit", "Index", "Mark", "Passage", "Result"]
