"""Words as they are compared: without accents, common words aside, endings cut.

Index and query pass through the same functions. The stemming is light: plurals, feminines and the
commonest endings of verbs and of nouns in -ation, so that « réaffectations », « réaffectés » and
« réaffecter » meet. French words and English words have their own rules and share one vocabulary.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import islice

FRENCH, ENGLISH = "fr", "en"
LANGUAGES = (FRENCH, ENGLISH)

WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
"""A run of letters and figures, accents written apart included. Apostrophes and hyphens part words,
so that « l’agent » gives `l`, a common word, and `agent`."""

COMMON_FRENCH = """
afin ai ainsi ait as au aura aussi autre autres aux avaient avait avec avoir ayant ca car ce ceci
cela celle celles celui ces cet cette ceux chez ci comme dans de des donc dont du elle elles en
encore entre es est et etaient etait etant ete etes etre eu eux font fut ici il ils je jusqu la le
les leur leurs lors lorsqu lorsque lui ma mais me meme memes mes moi mon ne ni nos notre nous on
ont ou par pas plus pour presqu puis puisqu puisque qu quand que quel quelle quelles quelqu quels
qui quoi quoiqu sa sans se sera serait ses si soit sommes son sont sous sur ta te tes toi ton tous
tout toute toutes tres tu un une vers vos votre vous aujourd hui
"""
COMMON_ENGLISH = """
about after all also am an and any are as at be because been before being both but by can could
did do does don down each few for from had has have he her here him his how if in into is it its
itself just me more most my no nor not of off on once only or other our out over own same she
should so some such than that the their them then there these they this those through to too under
until up very was we were what when where which while who whom why will with would you your
"""
TELLING = {FRENCH: frozenset({"an", "but"}), ENGLISH: frozenset({"car", "son"})}
"""Words that are common in the other language and say something in this one."""
STOPS = {
    code: frozenset(COMMON_FRENCH.split() + COMMON_ENGLISH.split()) - TELLING[code]
    for code in LANGUAGES
}

LEAST = 3
"""No ending is cut that would leave fewer letters."""
LEAST_BEFORE_ATION = 5
"""So that « formation » does not meet « forme »."""
LONG = 5
"""So that « peur » does not meet « peu »."""
INVARIABLE = frozenset({"taux", "faux", "houx", "choix", "voix", "paix", "prix", "temps", "pays"})
IRREGULAR = {
    "travaux": "travail",
    "baux": "bail",
    "vitraux": "vitrail",
    "emaux": "email",
    "yeux": "oeil",
}
UNACCENTED = str.maketrans(
    {
        letter: unicodedata.normalize("NFD", letter)[0]
        for letter in map(chr, range(0xE0, 0x180))
        if unicodedata.decomposition(letter)
    }
    | {"œ": "oe", "æ": "ae", "ß": "ss"}
)
"""The accented letters of Europe, which are by far the most that are met, and the ligatures."""
MOST_KEPT = 2**15
"""How many words keep their stems from one query to the next: a few megabytes."""
MOST_READ = 1_000
"""How many words of a query are read at all."""
VOWELS = frozenset("aeiouy")


def fold(word: str) -> str:
    """`word` in small letters, without accents, ligatures opened.

    >>> fold("Œuvré")
    'oeuvre'
    """
    word = word.lower()
    if word.isascii():
        return word
    word = word.translate(UNACCENTED)
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def french_stem(word: str) -> str:
    """The stem of a folded French word.

    >>> french_stem("locaux"), french_stem("reseaux"), french_stem("nombreuses")
    ('local', 'reseau', 'nombreu')
    """
    if len(word) <= LEAST or word in INVARIABLE or word[0].isdigit():
        return word
    return _without_french_gender(_without_french_plural(IRREGULAR.get(word, word)))


def _without_french_plural(word: str) -> str:
    if word.endswith("aux") and not word.endswith(("eaux", "yaux")):
        return word[:-2] + "l"
    if word.endswith("x") or (word.endswith("s") and not word.endswith("ss")):
        return word[:-1]
    return word


def _without_french_gender(word: str) -> str:
    if word.endswith("trice"):
        return word[:-4] + "eu"
    if word.endswith("euse"):
        return word[:-2]
    if word.endswith("eur") and len(word) > LONG:
        return word[:-1]
    word = _cut(word, "ation", LEAST_BEFORE_ATION)
    for ending in ("e", "e", "er"):
        if word.endswith(ending):
            word = _cut(word, ending)
    if word.endswith("qu"):
        word = word[:-2] + "c"
    elif word.endswith("v"):
        word = word[:-1] + "f"
    return _undouble(word)


def english_stem(word: str) -> str:
    """The stem of a folded English word.

    >>> english_stem("cities"), english_stem("reassigned"), english_stem("organizations")
    ('city', 'reassign', 'organis')
    """
    if len(word) <= LEAST or word[0].isdigit():
        return word
    word = _without_english_plural(word)
    word = _cut(word, "ation", LEAST_BEFORE_ATION)
    for ending in ("ing", "ed"):
        shorter = _cut(word, ending)
        if shorter != word and not VOWELS.isdisjoint(shorter):
            word = shorter
            break
    word = _undouble(_cut(word, "e"))
    return word[:-1] + "s" if word.endswith("iz") else word


def _without_english_plural(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _cut(word: str, ending: str, least: int = LEAST) -> str:
    return (
        word[: -len(ending)] if word.endswith(ending) and len(word) - len(ending) >= least else word
    )


def _undouble(word: str) -> str:
    doubled = len(word) > LEAST and word[-1] == word[-2] and word[-1] not in VOWELS
    return word[:-1] if doubled else word


STEM: dict[str, Callable[[str], str]] = {FRENCH: french_stem, ENGLISH: english_stem}


def is_common(folded: str, language: str) -> bool:
    """Whether a folded word says nothing alone: on one of the lists, or a letter.

    Both lists serve both languages, since French records quote English and the reverse.
    """
    return folded in STOPS[language] or (len(folded) == 1 and not folded.isdigit())


def stem_of(language: str, word: str) -> str:
    """The stem of a word as written; the empty string for a common word."""
    folded = fold(word)
    return "" if is_common(folded, language) else STEM[language](folded)


KEPT: dict[str, Callable[[str], str]] = {
    language: lru_cache(MOST_KEPT)(partial(stem_of, language)) for language in LANGUAGES
}
"""`stem_of` in each language, for passages: from a query to the next they hold the same words."""


class Stems(dict[str, str]):
    """What `stem_of` gives in one language, every word kept: for the time an index is made."""

    def __init__(self, language: str) -> None:
        """Begin empty."""
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> str:
        """Stem a word met for the first time."""
        stem = self[word] = stem_of(self.language, word)
        return stem


def title_key(said: str) -> str:
    """A title as it is compared whole: its folded words, common ones included."""
    return " ".join(WORD.findall(fold(said)))


def asked_words(query: str, most: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The first `most` words of a query that say something, each with its stems.

    Nobody says in which language a query is. A word that is common in one language and not in the
    other (« but », « an ») is set aside, unless nothing else is left.
    """
    met = islice(WORD.finditer(query), MOST_READ)
    folded = list(dict.fromkeys(fold(one.group()) for one in met))
    kept = [word for word in folded if not any(is_common(word, code) for code in LANGUAGES)]
    seen: set[tuple[str, ...]] = set()
    for word in kept or folded:
        stems = tuple(
            dict.fromkeys(STEM[code](word) for code in LANGUAGES if not is_common(word, code))
        )
        if stems and stems not in seen:
            seen.add(stems)
            yield word, stems
            if len(seen) == most:
                return
