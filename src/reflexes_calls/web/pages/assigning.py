"""« Affectation »: who reads what, computed, shown with its reasons, then put in force."""

import re
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.assigning import (
    AssignmentPage,
    assignment_page,
    propose,
    put_in_force,
)
from reflexes_calls.actions.telling_assignment import (
    MOST_NAMED,
    AssignmentImpossibleError,
    FileTold,
)
from reflexes_calls.domain.assignment import HAND, AssignmentAnswers, Hand, hand_field
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, NotOpen
from reflexes_calls.domain.jury import JurorKind, JuryKind
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.assignment_words import DEGREES, HANDS, OUT, WAYS, why_said
from reflexes_calls.web.forms import Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.juror_words import JURIES, KINDS, jury_named
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.small_tables import as_csv
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/gestion/appels/{call_id}/jury/affectation"
FEW = 4
"""One file in so many is told as one of those served worst, five at most."""
ON_A_PAGE = 25
"""How many files one page shows, each with its readers and a box for each."""
HEADINGS = (
    N_("File"),
    N_("Title"),
    N_("Reader"),
    N_("Kind of reader"),
    N_("New"),
    N_("Fit, of 100"),
    N_("In words"),
    N_("Why"),
)
"""Of the table to download."""
TO_CHANGE = {
    "assignment-limit": "limit",
    "assignment-minimum": "least",
    "assignment-together": "least",
    "no-file-to-assign": "reviews",
}
"""Which setting to change first when nothing can hold."""
ADDED = ("add_file", "add_reader", "add_how")
"""The boxes that settle a pair which the page does not show."""
Errors = tuple[tuple[str, str], ...]


@router.get(HERE)
def show(request: Request, call_id: str) -> Response:
    """The settings, and the proposal that was computed last."""
    return _page(request, call_id, jury_named(request.query_params.get("jury", "")))


@router.post(HERE)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Compute a proposal, or put in force the one that is shown."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    kind = jury_named(form.text("jury"))
    here = f"{HERE.format(call_id=call_id)}?jury={kind.value}"
    try:
        if do == "compute":
            propose(desk, person, call_id, kind, form.values)
            number = _number(form.text("page"))
            return see(f"{here}&page={number}#proposition", done="assignment-computed")
        if do == "apply":
            address = service_address(request)
            put_in_force(desk, person, call_id, kind, form.text("proposal"), address)
            return see(here, done="assignment-in-force")
    except Invalid as invalid:
        words = translator(request)
        errors = tuple((each.field, sentence(each, words)) for each in invalid.refusals)
        return _page(request, call_id, kind, form=form, errors=errors, status=422)
    except (Conflict, NotOpen) as refused:
        field = "proposition" if do == "apply" else TO_CHANGE.get(refused.kind, "most")
        errors = ((field, sentence(refused, translator(request))),)
        return _page(
            request, call_id, kind, form=form, errors=errors, status=status_of(refused), why=refused
        )
    raise NotFound("step", do)


@router.get(HERE + ".csv")
def give_table(request: Request, call_id: str) -> Response:
    """The proposal shown, or the assignment in force, as a table: a line for each pair."""
    kind = jury_named(request.query_params.get("jury", ""))
    shown = assignment_page(desk_of(request), signed_in(request), call_id, kind)
    words, kinds = translator(request), _kinds(request)
    rows = (
        (
            each.file.receipt,
            each.file.title if shown.manages else "",
            pair.name,
            kinds[JurorKind(pair.kind)],
            words("yes") if pair.is_new else words("no"),
            str(pair.fit),
            words(DEGREES[pair.degree]),
            " ".join(_why(request, pair)),
        )
        for each in shown.told
        for pair in each.pairs
    )
    return as_csv(f"affectation-{kind.value}.csv", tuple(map(words, HEADINGS)), rows)


def _number(typed: str) -> int:
    """The number of a page, from what an address or a form says."""
    return max(int(typed), 1) if re.fullmatch(r"[0-9]{1,6}", typed) else 1


def _kinds(request: Request) -> dict[JurorKind, str]:
    words = translator(request)
    return {kind: words(said) for kind, said in KINDS.items()}


def _why(request: Request, pair: Any) -> tuple[str, ...]:
    catalogue = desk_of(request).catalogue
    return why_said(pair, catalogue, translator(request), language_of(request))


def _page(  # noqa: PLR0913 - which jury, as typed and as refused
    request: Request,
    call_id: str,
    kind: JuryKind,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
    why: Conflict | NotOpen | None = None,
) -> Response:
    asked = form.text("page") if form else request.query_params.get("page", "")
    number = _number(asked)
    shown = assignment_page(
        desk_of(request),
        signed_in(request),
        call_id,
        kind,
        first=(number - 1) * ON_A_PAGE,
        count=ON_A_PAGE,
    )
    words = translator(request)
    is_typed = form is not None and "reviews" in form.values
    typed = form.values if form is not None and is_typed else shown.typed
    return page(
        request,
        "juries/assignment.html",
        status=status,
        errors=errors,
        shown=shown,
        call=shown.call,
        kind=kind,
        here=HERE.format(call_id=call_id),
        sheet=_sheet(typed, words, errors),
        number=number,
        pages=max(-(-len(shown.shown) // ON_A_PAGE), 1),
        lines=[_line(request, each, form) for each in shown.told],
        figures=_figures(shown, words),
        settled=_settled(shown, words),
        added={name: form.text(name) if form else "" for name in ADDED},
        out=[(each.name, words(OUT[each.why])) for each in shown.ground.out],
        juries={jury: words(said) for jury, said in JURIES.items()},
        kinds={each.value: said for each, said in _kinds(request).items()},
        hands={hand.value: words(said) for hand, said in HANDS.items()},
        degrees={degree: words(said) for degree, said in DEGREES.items()},
        obstruction=_obstruction(why),
        said=dict.fromkeys(("hands", *ADDED), "") | dict(reversed(errors)),
    )


def _sheet(typed: dict[str, str], words: Callable[[str], str], errors: Errors) -> Sheet:
    ways = tuple((way.value, words(said)) for way, said in WAYS.items())
    return draw_sheet(
        specs_of(AssignmentAnswers), words, values=typed, errors=errors, choices={"way": ways}
    )


def _line(request: Request, told: FileTold, form: Form | None) -> dict[str, Any]:
    """One file, with what its page says of each of its readers."""
    sent = form.values if form else {}
    return {
        "file": told.file,
        "leaving": told.leaving,
        "pairs": [
            {
                "told": pair,
                "field": (name := hand_field(told.file.public_id, pair.reader)),
                "hand": sent.get(name, pair.hand),
                "why": _why(request, pair),
            }
            for pair in told.pairs
        ],
    }


def _settled(shown: AssignmentPage, words: Callable[[str], str]) -> list[dict[str, str]]:
    """What is settled by hand and is not to be read among the pairs of this page."""
    receipts = {each.public_id: each.receipt for each in shown.shown}
    here = {(each.file.public_id, pair.reader) for each in shown.told for pair in each.pairs}
    named = shown.ground.named
    return [
        {
            "field": f"{HAND}{each.file}-{each.reader}",
            "receipt": receipts[each.file],
            "name": named[each.reader].name,
            "said": words(HANDS[Hand(each.hand)]),
            "hand": each.hand.value,
        }
        for each in shown.hands
        if each.file in receipts and each.reader in named and (each.file, each.reader) not in here
    ]


def _figures(shown: AssignmentPage, words: Callable[[str], str]) -> dict[str, Any]:
    """The figures that the sentences of the proposal say."""
    found = shown.proposal
    if found is None:
        return {}
    fairness, answered = found.fairness, found.answered
    receipts = {each.public_id: each.receipt for each in shown.shown}
    worst = [found.asked["applications"][n] for n in fairness.worst]
    pairs, few = len(answered["pairs"]), len(receipts) // FEW
    return {
        "files": len(found.asked["applications"]),
        "readers": len(found.readers),
        "pairs": pairs,
        "total": answered["total"],
        "mean": round(fairness.per_pair.mean / 10),
        "least": round(fairness.per_pair.least / 10),
        "bound": answered.get("bound"),
        "gap": max((answered.get("bound") or answered["total"]) - answered["total"], 0),
        "limit": round(100 * answered["limit"]) if answered.get("limit") else None,
        "expected": answered.get("expected"),
        "best": answered.get("best"),
        "price": _price(answered),
        "least_load": round(fairness.loads.least),
        "most_load": round(fairness.loads.greatest),
        "nil": fairness.nil,
        "of_ideal": round(100 * fairness.mean_of_ideal),
        "least_of_ideal": round(100 * fairness.least_of_ideal),
        "worst": [receipts[code] for code in worst if code in receipts][: min(few, 5)],
        "floor": None if answered.get("floor") is None else answered["floor"] / 10,
        "groups": [
            {"name": each.name, "files": each.applications, "mean": each.mean / 10}
            for each in sorted(fairness.groups, key=lambda one: one.mean)
        ],
        "degrees": [(words(DEGREES[each]), count) for each, count in found.degrees.items()],
        "seed": found.asked["seed"],
        "solver": ", ".join(f"{name} {of}" for name, of in found.asked["versions"].items()),
    }


def _price(answered: dict[str, Any]) -> int | None:
    """What a draw costs, in percent of the best fit there is."""
    if not answered.get("best"):
        return None
    expected, best = float(answered["expected"]), float(answered["best"])
    return round(100 * (1 - expected / best))


def _obstruction(why: Conflict | NotOpen | None) -> dict[str, Any] | None:
    if not isinstance(why, AssignmentImpossibleError):
        return None
    return {
        "kind": why.facts["share"],
        "files": why.files[:MOST_NAMED],
        "more_files": max(len(why.files) - MOST_NAMED, 0),
        "readers": why.readers[:MOST_NAMED],
        "more_readers": max(len(why.readers) - MOST_NAMED, 0),
    }
