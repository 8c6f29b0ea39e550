"""What changed in the catalogue since the edition that a module pins, for what it cites."""

from collections.abc import Iterator
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.conversion import plain, structure
from reflexes.links import parts, pointers
from reflexes.records import changed
from reflexes.texts import Text
from reflexes.training.checking import placed_claims
from reflexes.training.module import SHELVES, Module


@attrs.frozen(kw_only=True)
class Gone:
    """A record that the module names and that is no longer on its shelf."""

    code: str
    replaced_by: tuple[str, ...]
    withdrawn: bool


@attrs.frozen(kw_only=True)
class Reworded:
    """A claim whose text the catalogue now says otherwise; `after` is empty when it is gone."""

    path: str
    record: str
    before: str
    after: str


@attrs.frozen(kw_only=True)
class New:
    """A record that has come since, tied to one that the module is about."""

    shelf: str
    code: str
    title: str


@attrs.frozen(kw_only=True)
class Update:
    """What changed from the pinned edition to a newer one, as far as the module is concerned."""

    older: str
    newer: str
    gone: tuple[Gone, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    renamed: tuple[tuple[str, str, str], ...] = ()
    new: tuple[New, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed for this module."""
        return any((self.gone, self.reworded, self.renamed, self.new))


def changes_since(module: Module, older: Catalogue, newer: Catalogue) -> Update:
    """What changed for the module, which was made from `older`."""
    cited = tuple(dict.fromkeys(each.code for each in pointers(module) if each.code))
    difference = older.compare(newer)
    language = module.language.value
    return Update(
        older=older.edition,
        newer=newer.edition,
        gone=tuple(_gone(cited, newer)),
        reworded=tuple(_reworded(module, older, newer)),
        renamed=tuple(
            (each.code, each.before.in_language(language), each.after.in_language(language))
            for each in difference.renamed
            if each.code in cited
        ),
        new=tuple(
            New(shelf=each.shelf, code=each.code, title=each.title.in_language(language))
            for each in difference.added
            if each.shelf in SHELVES and _is_tied(newer, each.code, module.about)
        ),
    )


def _gone(cited: tuple[str, ...], newer: Catalogue) -> Iterator[Gone]:
    for code in cited:
        if code not in newer:
            yield Gone(code=code, replaced_by=(), withdrawn=False)
            continue
        shelf = newer.shelf(newer.shelf_of(code))
        if code in shelf.gone:
            withdrawal = shelf.everything[code].withdrawn
            yield Gone(code=code, replaced_by=tuple(withdrawal.replaced_by), withdrawn=True)


def _reworded(module: Module, older: Catalogue, newer: Catalogue) -> Iterator[Reworded]:
    language = module.language.value
    for path, claim in placed_claims(module):
        if not claim.record or claim.record not in older or claim.record not in newer:
            continue
        place = _place_of(_record(older, claim.record), claim.text, language)
        if place is None:
            continue  # the trainer's own words: nothing to compare with
        now = _texts(_record(newer, claim.record)).get(place)
        after = now.in_language(language) if now is not None else ""
        if after != claim.text:
            yield Reworded(path=path, record=claim.record, before=claim.text, after=after)


def _record(catalogue: Catalogue, code: str) -> Any:
    return catalogue.shelf(catalogue.shelf_of(code)).everything[code]


def _texts(record: Any) -> dict[str, Text]:
    return {path: part for path, part in parts(record) if isinstance(part, Text)}


def _place_of(record: Any, words: str, language: str) -> str | None:
    """Where the record says those words."""
    return next(
        (path for path, text in _texts(record).items() if text.in_language(language) == words),
        None,
    )


def _is_tied(catalogue: Catalogue, code: str, about: tuple[str, ...]) -> bool:
    return any(each.code in about for each in pointers(_record(catalogue, code)))


def updated(module: Module, update: Update, newer: Catalogue) -> Module:
    """The module pinned to the newer edition, with its new words where the module had the old.

    What is gone keeps its place, so that the check tells what is left to decide.
    """
    said = {(each.record, each.before): each.after for each in update.reworded if each.after}
    sources = _sources_of(newer)
    data = plain(module)
    for claims in _claim_lists(data):
        for claim in claims:
            words = said.get((claim.get("record", ""), claim["text"]))
            if words:
                claim["text"] = words
                claim["sources"] = list(sources(claim["record"], words, module.language.value))
    return changed(structure(Module, data), edition=newer.edition)


def _sources_of(catalogue: Catalogue) -> Any:
    def find(code: str, words: str, language: str) -> tuple[str, ...]:
        texts = _texts(_record(catalogue, code)).values()
        return next(each.sources for each in texts if each.in_language(language) == words)

    return find


def _claim_lists(data: Any) -> Iterator[list[dict[str, Any]]]:
    """Every list of claims inside plain data."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "claims":
                yield value
            else:
                yield from _claim_lists(value)
    elif isinstance(data, list):
        for each in data:
            yield from _claim_lists(each)
