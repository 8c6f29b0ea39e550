"""The text of an agreement, from its template in each language: articles in plain blocks.

What people typed is put in as one line each, so that it is never read as a heading; the articles
of their own come last, as paragraphs.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from reflexes_calls.papers.tree import Block, Heading, Items, Prose, paragraphs_of

LANGUAGES = ("fr", "en")
OWN = {"fr": "Article 10. Dispositions particulières", "en": "Article 10. Particular provisions"}
SIGNATURES = {"fr": "Signatures", "en": "Signatures"}
SIGNED = {
    "fr": "Fait à                              , le                              ",
    "en": "Done at                              , on                              ",
}
HEADING, ITEM = "# ", "- "
LINES = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")
"""What parts lines and words; hard spaces stay, which hold an amount together."""


def agreement_blocks(
    language: str, facts: Mapping[str, Any], more: str, signatories: tuple[str, ...]
) -> tuple[Block, ...]:
    """The articles of an agreement in `language`, `fr` or `en`."""
    text = files("reflexes_calls.papers").joinpath(f"agreement.{language}.txt").read_text("utf-8")
    # A paper is plain data for the printer: nothing in it is ever read as markup.
    template = Environment(undefined=StrictUndefined, autoescape=False).from_string(text)  # noqa: S701  # plain text, no page
    said = template.render({name: _flat(value) for name, value in facts.items()})
    blocks = list(_blocks(said))
    if more.strip():
        blocks += [Heading(text=OWN[language]), Prose(paragraphs=paragraphs_of(more))]
    blocks.append(Heading(text=SIGNATURES[language]))
    blocks.append(Prose(paragraphs=(SIGNED[language].rstrip(), *signatories)))
    return tuple(blocks)


def _flat(value: Any) -> Any:
    if isinstance(value, str):
        return LINES.sub(" ", value).strip()
    if isinstance(value, list):
        return [{name: _flat(one) for name, one in each.items()} for each in value]
    return value


def _blocks(text: str) -> Iterator[Block]:
    for part in paragraphs_of(text):
        if part.startswith(HEADING):
            yield Heading(text=part.removeprefix(HEADING))
        elif part.startswith(ITEM):
            yield Items(texts=tuple(each.removeprefix(ITEM) for each in part.split("\n")))
        else:
            yield Prose(paragraphs=(part,))
