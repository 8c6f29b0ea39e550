"""The fields of a selection, drawn as typed, and what its lists offer."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reflexes_calls.actions.choosing import ChoosingPage
from reflexes_calls.domain.portfolio_typed import (
    MOST_PAIRS,
    MOST_RULES,
    PAIR,
    RULE,
    Fate,
    FileAnswers,
    PairKind,
    ProtocolFloor,
    SelectionAnswers,
    Sense,
    Unit,
    file_field,
    pair_field,
    ranks_of,
    rule_field,
)
from reflexes_calls.domain.selection import Candidate
from reflexes_calls.web.decision_words import typed_amount
from reflexes_calls.web.forms import Field, Row, Sheet, draw_field, specs_of
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]
Errors = tuple[tuple[str, str], ...]
SPARE = 2
"""How many empty rows stand below those that are filled."""
SENSES = {Sense.AT_LEAST: N_("At least"), Sense.AT_MOST: N_("At most")}
UNITS = {
    Unit.FILES: N_("files"),
    Unit.PERCENT: N_("percent of the money"),
    Unit.EUROS: N_("euros"),
}
PAIRS = {
    PairKind.NOT_BOTH: N_("Not both"),
    PairKind.BOTH_OR_NONE: N_("Both, or neither"),
}
FATES = {
    Fate.OPEN: N_("Left to the computation"),
    Fate.TAKE: N_("Selected in any case"),
    Fate.LEAVE: N_("Left out in any case"),
}
LABELS = {
    "who": N_("For whom"),
    "sense": N_("Floor or cap"),
    "figure": N_("How much"),
    "unit": N_("Of what"),
    "kind": N_("What ties them"),
    "first": N_("First file"),
    "second": N_("Second file"),
}


def draw_figures(  # noqa: PLR0913  # what is typed, and what of it the call has
    typed: Mapping[str, str],
    words: Translate,
    errors: Errors,
    *,
    funded: bool,
    has_protocols: bool,
    language: str,
) -> Sheet:
    """The figures of a selection; those of money only where money is given.

    The floor of protocols is drawn where a jury of its own reads them.
    """
    told = dict(reversed(errors))
    specs = specs_of(SelectionAnswers)
    names = tuple(specs) if funded else ("places", "one_each", "protocol")
    if not has_protocols:
        names = tuple(name for name in names if name != "protocol")
    fields = tuple(
        draw_field(
            name,
            specs[name],
            words,
            value=typed.get(name, ""),
            error=told.get(name, ""),
            choices=floors(words, language) if name == "protocol" else (),
            # Without money nobody asks for it; here it has no default.
            optional=specs[name].optional and name != "budget",
        )
        for name in names
    )
    return Sheet(fields=fields, errors=errors)


def floors(words: Translate, language: str) -> tuple[tuple[str, str], ...]:
    """The floors of protocols that are offered, with their words."""
    comma = "," if language == "fr" else "."
    marks = (each for each in ProtocolFloor if each is not ProtocolFloor.NONE)
    return (
        (ProtocolFloor.NONE.value, words("No floor")),
        *((each.value, each.value.replace(".", comma)) for each in marks),
    )


def draw_rules(
    typed: Mapping[str, str], shown: ChoosingPage, words: Translate, errors: Errors, language: str
) -> tuple[Row, ...]:
    """The rules as typed, and some empty rows."""
    units = UNITS if shown.call.funded else {Unit.FILES: UNITS[Unit.FILES]}
    choices = {
        "who": tuple(
            (code, f"{group.name.said(language)} ({len(group.members)})")
            for code, group in shown.groups.items()
        ),
        "sense": _said(SENSES, words),
        "unit": _said(units, words),
        "figure": (),
    }
    return _rows(typed, "rule", (RULE, rule_field, MOST_RULES), choices, words, errors)


def draw_pairs(
    typed: Mapping[str, str], shown: ChoosingPage, words: Translate, errors: Errors
) -> tuple[Row, ...]:
    """The files that are tied, as typed, and some empty rows."""
    files = tuple((each.receipt, f"{each.receipt} – {each.title}") for each in shown.candidates)
    choices = {"kind": _said(PAIRS, words), "first": files, "second": files}
    return _rows(typed, "pair", (PAIR, pair_field, MOST_PAIRS), choices, words, errors)


def _rows(  # noqa: PLR0913, PLR0917 - what a row of boxes is made of
    typed: Mapping[str, str],
    kind: str,
    shape: tuple[tuple[str, ...], Callable[[int, str], str], int],
    choices: Mapping[str, tuple[tuple[str, str], ...]],
    words: Translate,
    errors: Errors,
) -> tuple[Row, ...]:
    parts, named, most = shape
    told = dict(reversed(errors))
    ranks = ranks_of(typed, kind)
    last = max(ranks, default=0)
    shown = [*ranks, *range(last + 1, min(last + SPARE, most) + 1)]
    return tuple(
        Row(
            id=str(rank),
            rank=place,
            cells=tuple(
                Field(
                    name=named(rank, part),
                    label=words(LABELS[part]),
                    kind="choice" if choices.get(part) else "whole",
                    value=typed.get(named(rank, part), ""),
                    error=told.get(named(rank, part), ""),
                    choices=choices.get(part, ()),
                )
                for part in parts
            ),
        )
        for place, rank in enumerate(shown, start=1)
    )


def draw_file(  # noqa: PLR0913 - the boxes of a file, as typed and as refused
    known: Candidate,
    typed: Mapping[str, str],
    pistes: tuple[tuple[str, str], ...],
    words: Translate,
    errors: Errors,
    *,
    funded: bool,
) -> tuple[Field, ...]:
    """The boxes of one file."""
    told = dict(reversed(errors))
    specs = specs_of(FileAnswers)

    def drawn(part: str) -> Field:
        name = file_field(known.receipt, part)
        return draw_field(
            name, specs[part], words, value=typed.get(part, ""), error=told.get(name, "")
        )

    found = [drawn("tag")]
    if pistes:
        found.append(_chosen(known, "piste", words(N_("Piste")), pistes, typed, told))
    if funded:
        found.append(drawn("amount"))
    found.append(
        _chosen(known, "fate", words(N_("Settled beforehand")), _said(FATES, words), typed, told)
    )
    found.append(drawn("why"))
    return tuple(found)


def _chosen(  # noqa: PLR0913, PLR0917 - what a list offers, of which file
    known: Candidate,
    part: str,
    label: str,
    choices: tuple[tuple[str, str], ...],
    typed: Mapping[str, str],
    told: Mapping[str, str],
) -> Field:
    name = file_field(known.receipt, part)
    return Field(
        name=name,
        label=label,
        kind="choice",
        optional=part == "piste",
        value=typed.get(part, ""),
        error=told.get(name, ""),
        choices=choices,
    )


def _said(words_of: Mapping[Any, str], words: Translate) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), words(said)) for code, said in words_of.items())


def typed_of_file(kept: Mapping[str, str]) -> dict[str, str]:
    """What is said of a file, as it would be typed."""
    said = dict(kept)
    if said.get("amount"):
        said["amount"] = typed_amount(int(said["amount"]))
    return {"fate": Fate.OPEN.value} | said


def titled(codes: Iterable[str], shown: ChoosingPage) -> tuple[tuple[str, str, str], ...]:
    """(receipt, title, public id) of some files; the id only for whoever may open them."""
    return tuple(
        (code, known.title, known.public_id if shown.is_manager else "")
        for code in codes
        if (known := shown.files.get(code))
    )


def placed(field: str, words: Translate) -> str:
    """Which row and box a refusal of a rule or of a pair speaks of; nothing for the others."""
    met = re.fullmatch(r"(rule|pair)-([0-9]+)-([a-z]+)", field)
    if met is None:
        return ""
    row = words(N_("Rule %(rank)s") if met[1] == "rule" else N_("Pair %(rank)s"))
    return f"{row % {'rank': met[2]}}, {words(LABELS[met[3]])}"
