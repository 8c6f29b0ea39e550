"""Choosing the part of the catalogue that a map shows."""

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.controversy import Controversy
from reflexes.phenomenon import Phenomenon
from reflexes.piste import Piste


@attrs.frozen(kw_only=True)
class Choice:
    """The part of the catalogue that a map shows; ties go to `targets` alone."""

    controversies: tuple[Controversy, ...]
    pistes: tuple[Piste, ...]
    targets: frozenset[str]
    own: str = ""


def the_whole(catalogue: Catalogue) -> Choice:
    """Everything that a map can show."""
    return Choice(
        controversies=tuple(catalogue.controversies),
        pistes=tuple(catalogue.pistes),
        targets=frozenset(catalogue.controversies.codes + catalogue.phenomena.codes),
    )


def part_of(catalogue: Catalogue, record: Any) -> Choice:
    """What of the map a record's page shows."""
    shelf = catalogue.shelf_of(record.code)
    pistes: Sequence[Piste] = ()
    if shelf == "controversies":
        own = phenomena_of(catalogue, record)
        targets = {record.code, *(phenomenon.code for phenomenon in own)}
        pistes = [p for p in catalogue.pistes if any(tie.to in targets for tie in p.answers)]
    elif shelf == "phenomena":
        targets = {record.code}
        pistes = answering(catalogue, record.code)
    elif shelf == "observations":
        targets = set(record.about)
    else:
        pistes = _pistes_of(catalogue, record, shelf)
        targets = {tie.to for piste in pistes for tie in piste.answers}
    return Choice(
        controversies=_lines_through(catalogue, targets),
        pistes=tuple(pistes),
        targets=frozenset(targets),
        own=record.code,
    )


def phenomena_of(catalogue: Catalogue, controversy: Controversy) -> tuple[Phenomenon, ...]:
    """The stations of a line, by rank."""
    found = [p for p in catalogue.phenomena if p.controversy == controversy.code]
    return tuple(sorted(found, key=lambda phenomenon: phenomenon.rank))


def answering(catalogue: Catalogue, code: str) -> list[Piste]:
    """The pistes that answer a phenomenon or a controversy, in shelf order."""
    return [p for p in catalogue.pistes if any(tie.to == code for tie in p.answers)]


def _pistes_of(catalogue: Catalogue, record: Any, shelf: str) -> Sequence[Piste]:
    if shelf == "pistes":
        return (record,)
    if shelf in {"experiments", "evidence", "principles"}:
        return [piste for piste in catalogue.linked(record, "pistes") if piste.answers]
    return ()


def _lines_through(catalogue: Catalogue, targets: Iterable[str]) -> tuple[Controversy, ...]:
    through = {
        catalogue.phenomena[code].controversy if code in catalogue.phenomena else code
        for code in targets
    }
    return tuple(each for each in catalogue.controversies if each.code in through)
