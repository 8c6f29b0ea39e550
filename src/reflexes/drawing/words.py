"""The words of drawings and of their tables: English message ids, said in French by `wording`."""

from types import MappingProxyType

from reflexes.graph import Link
from reflexes.texts import Says

SHELF_WORDS = MappingProxyType(
    {
        "controversies": ("Controversy", "Controversies"),
        "phenomena": ("Phenomenon", "Phenomena"),
        "pistes": ("Piste", "Pistes"),
        "principles": ("Principle", "Principles"),
        "orientations": ("Orientation", "Orientations"),
        "organisations": ("Organisation", "Organisations"),
        "sources": ("Source", "Sources"),
        "observations": ("Observation", "Observations"),
        "interviews": ("Interview", "Interviews"),
        "experiments": ("Experiment", "Experiments"),
        "evidence": ("Evidence", "Pieces of evidence"),
        "disagreements": ("Disagreement", "Disagreements"),
    }
)
"""For each shelf, what one record of it is called, and several."""

SAID_BY = MappingProxyType(
    {
        Says.INQUIRY: "said by the inquiry",
        Says.SOURCE: "said by another source",
        Says.OURS: "said by this project",
    }
)
BY_SOURCES = "said by the sources named"
BY_NO_ONE = "filed so in the catalogue"
"""Who says a tie, when its field names no author."""

NOTHING_TIED = "Nothing is tied to this record."
HIDDEN_ONE, HIDDEN_MANY = "and 1 other, in the table", "and %d others, in the table"
NOT_DRAWN = "In the table alone, for want of room: %d."
SURROUNDINGS = "Around “%s”"
DESCRIBED = (
    "In the middle, “%(title)s” (%(kind)s). At the sides, the records tied to it: %(counts)s."
    " A full line is a tie that the inquiry or a source says, a dashed one our reading, a dotted"
    " one how the catalogue files it. Between quotation marks, the field of the other record."
    " A table says the same."
)


def shelf_word(shelf: str, *, many: bool = True) -> str:
    """What the records of a shelf are called, as a message id; a new shelf says its own name."""
    return SHELF_WORDS.get(shelf, (shelf, shelf))[1 if many else 0]


def voice(link: Link) -> str:
    """Who says a tie, as a message id."""
    if link.says is not None:
        return SAID_BY[link.says]
    return BY_SOURCES if link.sources else BY_NO_ONE
