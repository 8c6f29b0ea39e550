"""The drawings as rows of tables: they say all that the drawings say, and what these leave out."""

from collections.abc import Iterable
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.controversy import Controversy
from reflexes.drawing.choosing import answering, phenomena_of
from reflexes.drawing.words import voice
from reflexes.graph import Link
from reflexes.piste import Piste
from reflexes.texts import Says, Status
from reflexes.wording import translator


@attrs.frozen(kw_only=True)
class RowItem:
    """A name with its code, whether it is attested, and the pistes that answer it."""

    code: str
    title: str
    status: Status
    pistes: tuple["RowItem", ...] = ()


@attrs.frozen(kw_only=True)
class MapRow:
    """A controversy as a row; the last row, without a code, holds the pistes tied to nothing."""

    code: str = ""
    title: str = ""
    rank: int = 0
    poles: tuple[str, ...] = ()
    phenomena: tuple[RowItem, ...] = ()
    pistes: tuple[RowItem, ...] = ()


@attrs.frozen(kw_only=True)
class TieRow:
    """One tie in words, as seen from a record.

    `field` is the name of the field in the language asked for; `is_written_here` tells whether the
    record seen from is the one that writes it. `other`, `other_shelf` and `other_title` are the
    record at the other end, `voice` says who says the tie.
    """

    field: str
    is_written_here: bool
    other: str
    other_shelf: str
    other_title: str
    voice: str
    says: Says | None
    sources: tuple[str, ...]


@attrs.frozen(kw_only=True)
class NeighbourRow:
    """A record around another: how many steps away, and its ties to those one step nearer."""

    distance: int
    shelf: str
    code: str
    title: str
    status: Status
    ties: tuple[TieRow, ...]


def map_rows(catalogue: Catalogue, language: str) -> tuple[MapRow, ...]:
    """The map as rows of a table, controversy after controversy."""
    rows = [_row(catalogue, controversy, language) for controversy in catalogue.controversies]
    loose = [piste for piste in catalogue.pistes if not piste.answers]
    if loose:
        rows.append(MapRow(pistes=tuple(_item(piste, language) for piste in loose)))
    return tuple(rows)


def neighbour_rows(
    catalogue: Catalogue,
    code: str,
    language: str,
    *,
    steps: int = 1,
    sources: bool | None = None,
) -> tuple[NeighbourRow, ...]:
    """All that stands within `steps` of a record, the nearest first, in reading order.

    Args:
        catalogue: where the record stands.
        code: the record's code; `UnknownCodeError` when no record bears it.
        language: `fr` or `en`.
        steps: how far to go, at least 1.
        sources: whether sources are neighbours; by default, only where nothing else is.
    """
    graph = catalogue.graph
    found = graph.neighbourhood(code, steps, sources=with_sources(catalogue, code, asked=sources))
    rows = []
    for distance, (nearer, codes) in enumerate(zip(found.codes, found.codes[1:], strict=False), 1):
        for one in codes:
            ties = tuple(link for link in found.of(one) if link.other_end(one) in nearer)
            record = catalogue[one]
            rows.append(
                NeighbourRow(
                    distance=distance,
                    shelf=graph.shelf_of(one),
                    code=one,
                    title=record.title.in_language(language),
                    status=record.status,
                    ties=tie_rows(catalogue, one, ties, language),
                )
            )
    return tuple(rows)


def tie_rows(
    catalogue: Catalogue, code: str, links: Iterable[Link], language: str
) -> tuple[TieRow, ...]:
    """Ties of the record `code` in words."""
    translate = translator(language)
    return tuple(
        TieRow(
            field=translate(link.label),
            is_written_here=link.origin == code,
            other=link.other_end(code),
            other_shelf=catalogue.graph.shelf_of(link.other_end(code)),
            other_title=catalogue[link.other_end(code)].title.in_language(language),
            voice=translate(voice(link)),
            says=link.says,
            sources=link.sources,
        )
        for link in links
    )


def with_sources(catalogue: Catalogue, code: str, *, asked: bool | None = None) -> bool:
    """Whether sources count as neighbours: as asked, or else where the record has no other."""
    return asked if asked is not None else not catalogue.graph.neighbours(code)


def origin_of(catalogue: Catalogue, language: str) -> str:
    """Where a drawing comes from: the catalogue's title, and its edition when it has one."""
    title = catalogue.description.title.in_language(language)
    return " · ".join(filter(None, (title, catalogue.edition)))


def _row(catalogue: Catalogue, controversy: Controversy, language: str) -> MapRow:
    return MapRow(
        code=controversy.code,
        title=controversy.title.in_language(language),
        rank=controversy.rank,
        poles=tuple(pole.name.in_language(language) for pole in controversy.poles),
        phenomena=tuple(
            _item(phenomenon, language, answering(catalogue, phenomenon.code))
            for phenomenon in phenomena_of(catalogue, controversy)
        ),
        pistes=tuple(_item(piste, language) for piste in answering(catalogue, controversy.code)),
    )


def _item(record: Any, language: str, pistes: Iterable[Piste] = ()) -> RowItem:
    return RowItem(
        code=record.code,
        title=record.title.in_language(language),
        status=record.status,
        pistes=tuple(_item(piste, language) for piste in pistes),
    )
