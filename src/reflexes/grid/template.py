"""A file of answers to fill: valid as it is, with every question and level as comments."""

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence

import tomli_w

from reflexes.catalogue import Catalogue
from reflexes.grid.answers import Support, questions
from reflexes.grid.telling import RULE, WHOSE
from reflexes.principle import GridQuestion, Reads
from reflexes.wording import Translate

WIDTH = 98
HOW = (
    "For each question, take the # away before the level that you keep, before “rests_on” and "
    "before “kind”. Leave them all to say that you do not know; write not_applicable = true, with "
    "“rests_on”, when the question makes no sense here."
)
"""How to fill the file (a message id)."""


def template(
    catalogue: Catalogue, reads: Reads, *, day: dt.date, language: str, translate: Translate
) -> str:
    """The TOML of a reading of one object, made on `day`, in which nothing is answered yet."""
    said = {
        "edition": catalogue.edition,
        "reads": reads.value,
        "name": translate("To fill: what is read"),
        "answered_on": day,
    }
    lines = [line for words in (WHOSE, RULE, HOW) for line in [*_comments(translate(words)), "#"]][
        :-1
    ]
    lines += ["", tomli_w.dumps(said).rstrip()]
    if reads is not Reads.ADMINISTRATION:
        lines.append('# piste = ""')
    for question in questions(catalogue, reads):
        lines += ["", *_question(question, language, translate)]
    return "\n".join(lines) + "\n"


def _question(question: GridQuestion, language: str, translate: Translate) -> Iterator[str]:
    yield from _comments(question.text.in_language(language))
    hint = question.evidence_hint.in_language(language)
    colon = "\u00a0:" if language == "fr" else ":"
    yield from _comments(f"{translate('What to look at')}{colon} {hint}")
    yield "[[answers]]"
    yield f'question = "{question.code}"'
    for level, words in enumerate(question.levels):
        yield from _comments(words.in_language(language), f"# level = {level}  # ")
    yield '# rests_on = ""'
    yield f'# kind = ""  # {", ".join(kind.value for kind in Support)}'


def _comments(words: str, first: str = "# ") -> Sequence[str]:
    # One line for a level, however long: it must stay a comment once the # is taken away.
    if first != "# ":
        return [first + words]
    return textwrap.wrap(words, WIDTH, initial_indent=first, subsequent_indent=first)
