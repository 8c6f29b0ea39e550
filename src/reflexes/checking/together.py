"""Rules that need more than one field or more than one file."""

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from reflexes.checking.coding import check_coding
from reflexes.checking.crossing import MOST_GUESSES, Abroad
from reflexes.checking.ordering import check_order
from reflexes.checking.privacy import names_nobody
from reflexes.checking.proofreading import proofread
from reflexes.checking.withdrawing import check_over_time
from reflexes.description import Description
from reflexes.errors import Refusal
from reflexes.links import parts, pointers
from reflexes.offering import Neighbours
from reflexes.phenomenon import Phenomenon
from reflexes.piste import Piste, Tie
from reflexes.texts import Says, Status, Text, Title

Shelves = Mapping[str, Mapping[str, Any]]
Codes = Mapping[str, Collection[str]]


def check_together(
    shelves: Shelves, codes: Codes, description: Description | None, neighbours: Neighbours
) -> Iterator[Refusal]:
    """Every refusal of the records taken together: codes, links, provenance, privacy.

    `codes` are those of every file, the refused ones too: a fault in one file is not told again
    as a dangling code in each file that points to it. `description` is what the
    catalogue says of itself, if it can be read; `neighbours` are those to which it may point.
    """
    abroad = Abroad(description.name if description is not None else "", neighbours)
    guesses = itertools.count()
    yield from _codes_used_twice(codes)
    yield from _questions_used_twice(shelves)
    yield from check_over_time(shelves)
    every_observation = set(codes.get("observations", ())) <= set(shelves.get("observations", ()))
    yield from check_coding(shelves, whole=every_observation)
    yield from check_order(shelves)
    for record, file in _files(shelves, description):
        yield from _dangling(record, file, codes, guesses)
        yield from abroad.check(record, file)
        for rule in RULES:
            yield from rule(record, file)


def _files(shelves: Shelves, description: Description | None) -> Iterator[tuple[Any, str]]:
    """What each file holds, and its name."""
    if description is not None:
        yield description, "catalogue.toml"
    for name, records in shelves.items():
        for code, record in records.items():
            yield record, f"{name}/{code}.toml"


def _codes_used_twice(codes: Codes) -> Iterator[Refusal]:
    seen: dict[str, str] = {}
    for name, on_shelf in codes.items():
        for code in on_shelf:
            if code in seen:
                yield Refusal(
                    kind="code-used-twice",
                    file=f"{name}/{code}.toml",
                    met=code,
                    expected=f"{seen[code]}/{code}.toml",
                )
            seen.setdefault(code, name)


def _questions_used_twice(shelves: Shelves) -> Iterator[Refusal]:
    """The grid is one across its principles, and answers name its questions by code alone."""
    seen: dict[str, str] = {}
    for code, principle in shelves.get("principles", {}).items():
        file = f"principles/{code}.toml"
        for place, question in enumerate(principle.questions):
            if question.code in seen:
                yield Refusal(
                    kind="question-used-twice",
                    file=file,
                    path=f"questions[{place}].code",
                    met=question.code,
                    expected=seen[question.code],
                )
            seen.setdefault(question.code, file)


def _dangling(record: Any, file: str, codes: Codes, guesses: Iterator[int]) -> Iterator[Refusal]:
    for pointer in pointers(record):
        if pointer.is_abroad or any(pointer.code in codes[shelf] for shelf in pointer.shelves):
            continue
        known = [code for shelf in pointer.shelves for code in codes[shelf]]
        is_guessed = next(guesses) < MOST_GUESSES
        near = get_close_matches(pointer.code, known, n=3, cutoff=0.6) if is_guessed else []
        yield Refusal(
            kind="dangling-code-near" if near else "dangling-code",
            file=file,
            path=pointer.path,
            met=pointer.code,
            expected=", ".join(near) if near else ", ".join(pointer.shelves),
        )


def _says_have_sources(record: Any, file: str) -> Iterator[Refusal]:
    """A claim names a source, or belongs to an observation that rests on an interview."""
    for path, part in parts(record):
        claims = isinstance(part, (Title, Text, Tie)) and part.says is not Says.OURS
        if claims and not part.sources and not getattr(record, "interviews", ()):
            yield Refusal(
                kind="claim-without-source",
                file=file,
                path=f"{path}.sources",
                met=part.says.value,
                expected=Says.OURS.value,
            )


def _ours_is_ours(record: Any, file: str) -> Iterator[Refusal]:
    """A record of ours never speaks for the inquiry in its title."""
    title = getattr(record, "title", None)
    is_ours = getattr(record, "status", None) is Status.OURS
    if is_ours and title is not None and title.says is Says.INQUIRY:
        yield Refusal(
            kind="ours-attributed-to-inquiry",
            file=file,
            path="title.says",
            met=title.says.value,
            expected=Says.OURS.value,
        )


def _reconstruction_is_argued(record: Any, file: str) -> Iterator[Refusal]:
    if not isinstance(record, Phenomenon) or record.status is not Status.RECONSTRUCTED:
        return
    if record.reasoning is None:
        yield Refusal(kind="missing-key", file=file, path="reasoning", expected="reasoning")


def _name_alone_is_alone(record: Any, file: str) -> Iterator[Refusal]:
    """A piste known by its name keeps that name and its source, and nothing more."""
    if not isinstance(record, Piste) or not record.is_name_alone:
        return
    filled = [
        name for name in ("problem", "who", "proof_wrong") if getattr(record, name) is not None
    ] + [
        name
        for name in ("answers", "strengthens", "first_steps", "indicators", "risks")
        if getattr(record, name)
    ]
    for name in filled:
        yield Refusal(
            kind="content-without-proposition",
            file=file,
            path=name,
            met=name,
            expected="proposition",
        )


RULES: Iterable[Callable[[Any, str], Iterator[Refusal]]] = (
    _says_have_sources,
    _ours_is_ours,
    _reconstruction_is_argued,
    _name_alone_is_alone,
    names_nobody,
    proofread,
)
