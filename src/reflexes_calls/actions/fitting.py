"""How well each reader fits each file: what they declared, its ties in the catalogue, their words.

A fit is a whole number out of 1,000. Half of it says whether the reader knows the subject of the
file, or a record of the catalogue that is tied to it; half says how near their words are to those
of the file, the nearest pair of the call counting as the whole half.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import reflexes
from reflexes.records import record
from reflexes.searching.normalising import fold
from reflexes_calls.domain.jury import Juror

WHOLE = 1000
HALF, TIED = 500, 300
"""What it counts to know the subject itself, and a record that is tied to it."""
LONGEST_TEXT = 20_000
SHELVES = ("pistes", "phenomena", "controversies", "principles")
_NEAR = ((650, "much"), (350, "well"), (100, "little"))
_MOST_SHARED, _SHORTEST = 4, 5


class Degree(StrEnum):
    """How well a reader fits a file, in a word."""

    MUCH = "much"
    WELL = "well"
    LITTLE = "little"
    NOT = "not"


@record
class Subject:
    """What a file is about: its pistes, and the records of the catalogue tied to them."""

    own: frozenset[str]
    tied: frozenset[str]


@record
class Common:
    """What a reader and a file have in common: codes they know, and words met in both."""

    own: tuple[str, ...]
    tied: tuple[str, ...]
    words: tuple[str, ...]


def degree_of(fit: float) -> Degree:
    """A fit as a word."""
    return Degree(next((word for least, word in _NEAR if fit >= least), Degree.NOT))


def subject_of(codes: Iterable[str], catalogue: reflexes.Catalogue) -> Subject:
    """The subject of a file of some pistes."""
    own = frozenset(codes)
    known = [each for each in catalogue.pistes if each.code in own]
    tied = {
        other.code for each in known for shelf in SHELVES for other in catalogue.linked(each, shelf)
    }
    return Subject(own=own, tied=frozenset(tied) - own)


def texts_of_reader(juror: Juror, catalogue: reflexes.Catalogue) -> tuple[str, ...]:
    """What says what a reader knows: their words, and the records that they ticked."""
    known = {each.code: each for shelf in SHELVES for each in getattr(catalogue, shelf)}
    ticked = (known[code] for code in juror.expertise if code in known)
    texts = [juror.words, *(_told(each) for each in ticked)]
    return tuple(text for text in texts if text.strip())


def _told(item: object) -> str:
    said = (getattr(item, name, None) for name in ("title", "summary"))
    return " ".join(each.in_language("fr") for each in said if each is not None)


def fits_of(
    subjects: Sequence[Subject],
    texts: Sequence[str],
    readers: Sequence[Juror],
    catalogue: reflexes.Catalogue,
) -> list[list[int]]:
    """The fit of each file to each reader, as lines of whole numbers out of 1,000."""
    import numpy as np  # noqa: PLC0415 - late: the service starts without numbers

    from reflexes.jury import compare_texts  # noqa: PLC0415 - the same

    said = [texts_of_reader(each, catalogue) for each in readers]
    near = np.zeros((len(texts), len(readers)))
    if any(said) and texts:
        near = compare_texts([text[:LONGEST_TEXT] for text in texts], said)
    greatest = float(near.max(initial=0.0))
    words = np.rint(near * (WHOLE - HALF) / greatest) if greatest > 0 else near
    # Files of one subject are many: each subject is looked at once.
    lines = {one: [_of_codes(one, each) for each in readers] for one in set(subjects)}
    codes = np.array([lines[one] for one in subjects]).reshape(near.shape)
    found: list[list[int]] = (codes + words).astype(np.int64).tolist()
    return found


def _of_codes(subject: Subject, reader: Juror) -> int:
    known = set(reader.expertise)
    if known & subject.own:
        return HALF
    return TIED if known & subject.tied else 0


def common_of(subject: Subject, text: str, reader: Juror) -> Common:
    """What a reader and a file have in common."""
    met = _long_words(text)
    shared = [word for key, word in _long_words(reader.words).items() if key in met]
    return Common(
        own=tuple(code for code in reader.expertise if code in subject.own),
        tied=tuple(code for code in reader.expertise if code in subject.tied),
        words=tuple(sorted(shared, key=lambda one: (-len(one), one))[:_MOST_SHARED]),
    )


def _long_words(text: str) -> Mapping[str, str]:
    """The long words of a text as it writes them, by a key that accents and endings don't change.

    Short words are in every text.
    """
    found: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]+", text):
        if len(word) >= _SHORTEST:
            found.setdefault(fold(word).rstrip("sx"), word.lower())
    return found
