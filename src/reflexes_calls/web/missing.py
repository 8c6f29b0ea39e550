"""What is missing on the map: questions put to the graph of an edition."""

from collections.abc import Callable
from typing import Any

import attrs
from starlette.requests import Request

from reflexes import Catalogue
from reflexes.graph import Graph
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import translator

QUESTIONS: tuple[tuple[str, str, Callable[[Graph], tuple[str, ...]]], ...] = (
    (N_("Controversies that no piste answers"), "controversies", Graph.unanswered_controversies),
    (N_("Phenomena that no piste answers"), "phenomena", Graph.unanswered_phenomena),
    (N_("Phenomena without an observation"), "phenomena", Graph.unobserved_phenomena),
    (N_("Pistes that nobody tried, as far as is known"), "pistes", Graph.untried_pistes),
    (N_("Pistes that rest on no evidence"), "pistes", Graph.pistes_without_evidence),
)
"""For each question, its words, the shelf it is about, and how it is put to the graph."""


@attrs.frozen(kw_only=True)
class Missing:
    """One thing that is missing: its words, and the records that lack it, out of `total`."""

    words: str
    shelf: str
    records: tuple[Any, ...]
    total: int


def what_is_missing(request: Request, catalogue: Catalogue) -> tuple[Missing, ...]:
    """The answers of the graph, those that find nothing missing included."""
    said = translator(request)
    return tuple(
        Missing(
            words=said(words),
            shelf=shelf,
            records=tuple(catalogue.shelf(shelf)[code] for code in ask(catalogue.graph)),
            total=len(catalogue.shelf(shelf)),
        )
        for words, shelf, ask in QUESTIONS
    )
