"""Shapes: what the linked data has to hold, in SHACL, with the reason in French and in English.

`skos` has the integrity rules of SKOS; `reflexes` ours: every text says who speaks, a claim names
its source, a record says how far it is known; `dcat-ap` the mandatory properties of DCAT-AP 3.0 and
some recommended ones. The last is written by us from the specification: it is not the official
one, and says less. Any SHACL processor reads them, such as pyshacl.
"""

from importlib.resources import files

NAMES = ("skos", "reflexes", "dcat-ap")
"""The sets of shapes: the first two are for `skos` and `jsonld`, the last for `dcat`."""


def turtle_of(name: str) -> str:
    """The shapes called `name`, one of `NAMES`, in Turtle."""
    return files(__name__).joinpath(f"{name}.ttl").read_text(encoding="utf-8")
