"""What lists of files share: the form of what is asked, how many there are, the pages around."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import attrs
from starlette.requests import Request

from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.finding import FilesPage
from reflexes_calls.domain.answers import keep_typed
from reflexes_calls.domain.application import Completeness
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.finding import (
    Deciding,
    Reading,
    Sort,
    Wanted,
    fields_seen,
    sorts_seen,
)
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.web.forms import Sheet, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.stage_words import APPLICATION_STAGES
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

Translate = Callable[[str], str]
Finding = Callable[[Desk, Person, Mapping[str, str]], FilesPage]
PHASES = MappingProxyType(
    {Phase.LETTER: N_("letter of intent"), Phase.FULL: N_("full application")}
)
COMPLETENESS = MappingProxyType(
    {
        Completeness.UNCHECKED: N_("to be checked"),
        Completeness.COMPLETE: N_("complete"),
        Completeness.INCOMPLETE: N_("something is missing"),
    }
)
READINGS = MappingProxyType(
    {
        Reading.NOBODY: N_("nobody is to read them"),
        Reading.WAITING: N_("reviews are still missing"),
        Reading.DONE: N_("all their reviews are in"),
    }
)
DECIDING = MappingProxyType(
    {Deciding.WAITING: N_("to be decided"), Deciding.DECIDED: N_("decided")}
)
SORTS = MappingProxyType(
    {
        Sort.RECEIPT: N_("receipt"),
        Sort.SUBMITTED: N_("day of submission"),
        Sort.TITLE: N_("title"),
        Sort.AMOUNT: N_("amount asked"),
        Sort.MEAN: N_("mean of the reviews"),
        Sort.UPDATED: N_("last change"),
        Sort.GIVEN: N_("my order of reading"),
    }
)
OF_TWO_STEPS, OF_CUTOFFS = "phase", "session"
ALWAYS_IN_SIGHT = ("words", "sort", "descending")


@record
class ListShown:
    """A list as its page draws it: what was asked, how many were found, where one may go."""

    sheet: Sheet
    in_sight: tuple[str, ...]
    folded: tuple[str, ...]
    is_unfolded: bool
    count: int
    is_more: bool
    following: str
    preceding: str
    asked: str
    is_asked: bool


def asked_in(request: Request) -> dict[str, str]:
    """What the address of a list asks for; a browser sends empty fields too."""
    return {name: text for name, text in request.query_params.items() if text}


def found_or_refused(
    find: Finding, request: Request, raw: Mapping[str, str]
) -> FilesPage | Invalid:
    """A page of one's own list, or everything that is to mend in what was asked."""
    try:
        return find(desk_of(request), signed_in(request), raw)
    except Invalid as invalid:
        return invalid


def list_shown(  # noqa: PLR0913  # where, what, from which seat, in which words, and what came
    address: str,
    raw: Mapping[str, str],
    seat: Seat,
    words: Translate,
    found: FilesPage | Invalid,
    *,
    call: Call | None = None,
) -> ListShown:
    """What a page draws around a list that was found, or refused."""
    refused = found if isinstance(found, Invalid) else None
    typed = {name: text for name, text in keep_typed(Wanted, raw).items() if text}
    names = _names(seat, call)
    folded = tuple(name for name in names if name not in ALWAYS_IN_SIGHT)
    asked = urlencode(typed)
    return ListShown(
        sheet=sheet_of(typed, seat, words, refused, call=call),
        in_sight=tuple(name for name in names if name in ALWAYS_IN_SIGHT),
        folded=folded,
        is_unfolded=refused is not None or any(name in typed for name in folded),
        count=found.count if isinstance(found, FilesPage) else 0,
        is_more=isinstance(found, FilesPage) and found.is_more,
        following=_page(address, typed, found.following) if isinstance(found, FilesPage) else "",
        preceding=_page(address, typed, found.preceding) if isinstance(found, FilesPage) else "",
        asked=asked,
        is_asked=any(name not in {"sort", "descending"} for name in typed),
    )


def _page(address: str, typed: Mapping[str, str], cursor: str) -> str:
    return f"{address}?{urlencode({**typed, 'page': cursor})}" if cursor else ""


def _names(seat: Seat, call: Call | None) -> tuple[str, ...]:
    """The filters that mean something for this list."""
    left_out = set()
    if call is not None and call.first_phase is not Phase.LETTER:
        left_out.add(OF_TWO_STEPS)
    if call is not None and not call.cutoffs:
        left_out.add(OF_CUTOFFS)
    return tuple(name for name in fields_seen(seat) if name not in left_out)


def sheet_of(
    typed: Mapping[str, str],
    seat: Seat,
    words: Translate,
    refused: Invalid | None,
    *,
    call: Call | None = None,
) -> Sheet:
    """The form of what may be asked from a seat, with what is to mend."""
    known = _names(seat, call)
    specs = {name: spec for name, spec in specs_of(Wanted).items() if name in known}
    errors = errors_of(refused, words, labels_of(Wanted, words)) if refused else []
    choices: dict[str, Iterable[tuple[str, str]]] = {
        "stage": [
            (stage.value, words(said))
            for stage, said in APPLICATION_STAGES.items()
            if stage is not ApplicationStage.DRAFT or seat is Seat.TEAM
        ],
        "phase": _said(PHASES, words),
        "completeness": _said(COMPLETENESS, words),
        "readers": _said(READINGS, words),
        "decided": _said(DECIDING, words),
        "sort": [(each.value, words(SORTS[each])) for each in sorts_seen(seat)],
    }
    drawn = draw_sheet(
        specs,
        words,
        values=typed,
        errors=errors,
        choices={name: tuple(offered) for name, offered in choices.items()},
    )
    # Every field of a search may be left empty: to say it of each would be noise.
    fields = tuple(attrs.evolve(field, optional=False) for field in drawn.fields)
    return Sheet(fields=fields, errors=drawn.errors)


def _said(offered: Mapping[Any, str], words: Translate) -> list[tuple[str, str]]:
    return [(str(value), words(said)) for value, said in offered.items()]
