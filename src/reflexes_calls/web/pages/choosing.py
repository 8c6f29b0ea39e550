"""« Sélection »: money, places and rules; what they give; and the decisions prepared from it."""

import re
from collections.abc import Callable

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.choosing import (
    ChoosingPage,
    RulesContradictError,
    choose,
    choosing_page,
    describe_files,
)
from reflexes_calls.actions.preparing import prepare_selection
from reflexes_calls.actions.selection_words import MOST_MARK, waiting_list
from reflexes_calls.actions.weighing_protocols import reads_protocols
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, NotOpen, Refused
from reflexes_calls.domain.portfolio_typed import kept_of_selection, raw_of_file
from reflexes_calls.domain.selection import SURE
from reflexes_calls.web.forms import Form, Posted
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.selection_fields import (
    FATES,
    draw_figures,
    draw_file,
    draw_pairs,
    draw_rules,
    placed,
    titled,
    typed_of_file,
)
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/gestion/appels/{call_id}/jury/selection"
FILES = "/gestion/appels/{call_id}/jury/selection/dossiers"
ON_A_PAGE = 40
"""How many files one page describes: a form may not hold boxes for hundreds."""
Errors = tuple[tuple[str, str], ...]


@attrs.frozen(kw_only=True)
class Line:
    """One file of the result."""

    receipt: str
    title: str
    public_id: str
    organisation: str
    score: float | None
    error: float | None
    rank: int | None
    amount: int
    asked: int
    is_cap: bool
    is_chosen: bool
    is_greedy: bool
    often: int
    fate: str


@router.get(HERE)
def show(request: Request, call_id: str) -> Response:
    """What was computed last, and the form."""
    return _page(request, call_id)


@router.post(HERE)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Compute the selection that is typed, or prepare the decisions of the one that is shown."""
    person, do, here = signed_in(request), form.text("do"), HERE.format(call_id=call_id)
    if do == "prepare":
        return _prepare(request, call_id, form)
    if do != "compute":
        raise NotFound("step", do)
    try:
        choose(desk_of(request), person, call_id, form.values, _revision(form))
    except Invalid as invalid:
        return _page(request, call_id, form=form, errors=_told(request, invalid), status=422)
    except (Conflict, NotOpen) as refused:
        errors = (("regles", _why(request, refused)),)
        return _page(request, call_id, form=form, errors=errors, status=status_of(refused))
    return see(here, done="computed")


def _prepare(request: Request, call_id: str, form: Form) -> Response:
    try:
        made = prepare_selection(
            desk_of(request),
            signed_in(request),
            call_id,
            form.text("selection"),
            replace=form.text("replace") == "yes",
        )
    except (Conflict, NotOpen) as refused:
        errors = (("decisions", sentence(refused, translator(request))),)
        return _page(request, call_id, errors=errors, status=status_of(refused))
    done = "selection-prepared-in-part" if made.left else "selection-prepared"
    return see(f"/gestion/appels/{call_id}/decisions", done=done)


def _revision(form: Form) -> int:
    return _whole(form.text("revision"))


def _whole(typed: str) -> int:
    """A number that a page of ours wrote in a form or in an address; 0 for anything else."""
    return int(typed) if re.fullmatch(r"[0-9]{1,6}", typed) else 0


def _told(request: Request, invalid: Invalid) -> Errors:
    words = translator(request)
    return tuple((each.field, sentence(each, words)) for each in invalid.refusals)


def _why(request: Request, refused: Refused) -> str:
    """What stands in the way; rules that contradict each other are said in the page's language."""
    if isinstance(refused, RulesContradictError):
        refused = Refused(refused.kind, rules=refused.listed(language_of(request)))
    return sentence(refused, translator(request))


def _page(
    request: Request,
    call_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    shown = choosing_page(desk_of(request), signed_in(request), call_id)
    words, language = translator(request), language_of(request)
    is_typed = form is not None and form.text("do") == "compute"
    # Rows close up before they are read: the refusals speak of them as they then stand.
    typed = kept_of_selection(form.values) if form is not None and is_typed else shown.typed
    return page(
        request,
        "juries/selection.html",
        status=status,
        shown=shown,
        call=shown.call,
        here=HERE.format(call_id=call_id),
        errors=_placed(errors, words),
        figures=draw_figures(
            typed,
            words,
            errors,
            funded=shown.call.funded,
            has_protocols=reads_protocols(shown.call),
            language=language,
        ),
        rules=draw_rules(typed, shown, words, errors, language),
        pairs=draw_pairs(typed, shown, words, errors),
        lines=_lines(shown),
        result=_result(shown),
        most_mark=MOST_MARK,
        ruled=_ruled(shown, language),
        waiting=_waiting(shown),
        leaving=_leaving(shown),
        fates={str(code): words(said) for code, said in FATES.items()},
        named=lambda codes: titled(codes, shown),
    )


def _placed(errors: Errors, words: Callable[[str], str]) -> Errors:
    """The refusals as the summary says them: each with the row that it speaks of."""
    return tuple(
        (field, f"{at} – {said}" if (at := placed(field, words)) else said)
        for field, said in errors
    )


def _lines(shown: ChoosingPage) -> tuple[Line, ...]:
    """The files of the result, those of the best score first."""
    found = shown.found
    if found is None:
        return ()
    ranking, scores = found.calibration["ranking"], found.calibration["scores"]
    chosen, greedy = set(found.answered["chosen"]), set(found.answered["greedy"])
    known = [shown.files[code] for code in found.asked["projects"] if code in shown.files]
    lines = [
        Line(
            receipt=each.receipt,
            title=each.title,
            public_id=each.public_id,
            organisation=each.organisation,
            score=scores[each.receipt],
            error=found.calibration["errors"][each.receipt],
            rank=ranking.index(each.receipt) + 1 if each.receipt in ranking else None,
            amount=found.amounts[each.receipt],
            asked=each.asked,
            is_cap=each.is_cap,
            is_chosen=each.receipt in chosen,
            is_greedy=each.receipt in greedy,
            often=round(100 * found.frequency[each.receipt]),
            fate=_fate(found.asked, each.receipt),
        )
        for each in known
    ]
    return tuple(sorted(lines, key=lambda one: (one.rank or len(lines) + 1, one.receipt)))


def _fate(asked: dict[str, object], code: str) -> str:
    for fate in ("take", "leave"):
        named = asked[fate]
        if isinstance(named, list) and code in named:
            return fate
    return ""


def _result(shown: ChoosingPage) -> dict[str, object]:
    """The figures that the sentences of the result say."""
    found = shown.found
    if found is None:
        return {}
    answered, values = found.answered, found.calibration["scores"]
    greedy = answered["greedy"]
    worth = sum(values[code] or 0.0 for code in greedy)
    often = found.frequency.values()
    return {
        "count": len(answered["chosen"]),
        "value": answered["value"],
        "bound": answered["bound"],
        "gap": answered["gap"],
        "cost": round(answered["cost"] * 100),
        "budget": round(found.asked["budget"] * 100),
        "left": round(answered["left"] * 100),
        "greedy_count": len(greedy),
        "greedy_cost": sum(found.amounts[code] for code in greedy),
        "greedy_value": worth,
        "greedy_same": set(greedy) == set(answered["chosen"]),
        "sure": sum(each >= SURE for each in often),
        "grey": len(found.grey),
        "draws": answered["stability"]["draws"],
        "unsolved": answered["stability"]["unsolved"],
    }


def _ruled(shown: ChoosingPage, language: str) -> tuple[dict[str, object], ...]:
    """What each rule costs, the dearest first."""
    found = shown.found
    if found is None:
        return ()
    told = [
        {
            "said": found.words[one["name"]].said(language),
            "price": one["price"],
            "enters": titled(one["enters"], shown),
            "leaves": titled(one["leaves"], shown),
        }
        for one in found.answered["rules"]
    ]
    return tuple(sorted(told, key=lambda one: -float(str(one["price"]))))


def _waiting(shown: ChoosingPage) -> tuple[dict[str, object], ...]:
    """Who is next in line."""
    found = shown.found
    if found is None:
        return ()
    replaces = {one["project"]: one["replaces"] for one in found.answered["next"]}
    listed = waiting_list(found.answered)
    return tuple(
        {"file": file, "replaces": len(replaces[file[0]])} for file in titled(listed, shown)
    )


def _leaving(shown: ChoosingPage) -> tuple[dict[str, object], ...]:
    """For each file selected, who comes in when it leaves."""
    found = shown.found
    if found is None:
        return ()
    return tuple(
        {"file": titled([code], shown)[0], "enters": titled(several, shown)}
        for code, several in found.heirs.items()
        if code in shown.files
    )


@router.get(FILES)
def show_files(request: Request, call_id: str) -> Response:
    """What is said of each file before a selection, a page of them at a time."""
    return _files_page(request, call_id, max(_whole(request.query_params.get("page", "")), 1))


@router.post(FILES)
def keep_files(request: Request, call_id: str, form: Posted) -> Response:
    """Keep what is said of the files of one page."""
    number = max(_whole(form.text("page")), 1)
    receipts = tuple(form.all("receipt"))
    desk, person = desk_of(request), signed_in(request)
    try:
        describe_files(desk, person, call_id, form.values, receipts, _revision(form))
    except Invalid as invalid:
        errors = _told(request, invalid)
        return _files_page(request, call_id, number, form=form, errors=errors, status=422)
    except (Conflict, NotOpen) as refused:
        errors = (("", sentence(refused, translator(request))),)
        return _files_page(request, call_id, number, form=form, errors=errors, status=409)
    return see(f"{FILES.format(call_id=call_id)}?page={number}", done="saved")


def _files_page(  # noqa: PLR0913 - which files, as typed and as refused
    request: Request,
    call_id: str,
    number: int,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    shown = choosing_page(desk_of(request), signed_in(request), call_id)
    words, language = translator(request), language_of(request)
    first = (number - 1) * ON_A_PAGE
    listed = shown.candidates[first : first + ON_A_PAGE]
    pistes = tuple((code, said.said(language)) for code, said in shown.pistes.items())
    typed = form.values if form else {}
    drawn = tuple(
        (
            each,
            draw_file(
                each,
                raw_of_file(typed, each.receipt) or typed_of_file(shown.said.get(each.receipt, {})),
                pistes,
                words,
                errors,
                funded=shown.call.funded,
            ),
        )
        for each in listed
    )
    return page(
        request,
        "juries/selection_files.html",
        status=status,
        shown=shown,
        call=shown.call,
        here=FILES.format(call_id=call_id),
        errors=errors,
        drawn=drawn,
        number=number,
        pages=-(-len(shown.candidates) // ON_A_PAGE),
    )
