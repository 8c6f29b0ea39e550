"""The selection of a jury: what it is asked, what it gives, its draws, decisions prepared."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.responses import Response

from reflexes.fields import shortened, yes
from reflexes.records import changed, record
from reflexes_calls.actions.choosing import (
    ChoosingPage,
    Found,
    RulesContradictError,
    choose,
    choosing_page,
)
from reflexes_calls.actions.drawing_lots import Draw, draws_page
from reflexes_calls.actions.preparing import prepare_selection
from reflexes_calls.actions.recording import published_zip
from reflexes_calls.actions.selection_words import waiting_list
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotOpen
from reflexes_calls.domain.portfolio_typed import (
    MOST_PAIRS,
    MOST_RULES,
    WHOLE,
    PairKind,
    ProtocolFloor,
    SelectionAnswers,
    Sense,
    Unit,
    pair_field,
    rule_field,
)
from reflexes_calls.web.api.describing import as_in, document, maybe, said, specs_of
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.problems import language_asked
from reflexes_calls.web.api.reading import money_text, raw_of, text_of, wrong_type
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("selection", N_("The selection of a jury: money, rules, what is chosen and why."))

RULE = {"group": "who", "sense": "sense", "figure": "figure", "unit": "unit"}
PAIR = {"kind": "kind", "first": "first", "second": "second"}


@document
class RuleDocument:
    """A floor or a cap."""

    group: str = said(N_("The code of a group, as the selection lists them"))
    sense: Sense = said(N_("Whether it is a floor or a cap"))
    figure: int = said(N_("How much: files, percent, or cents"))
    unit: Unit = said(N_("What it counts"))


@document
class PairDocument:
    """Two files that exclude each other, or go together."""

    kind: PairKind = said(N_("What ties them"))
    first: str = said(N_("The receipt of the first file"))
    second: str = said(N_("The receipt of the second file"))


@document
class ComputeSelection:
    """The money, the places and the rules of a selection."""

    places: int = as_in(SelectionAnswers, "places")
    budget: int | None = maybe(N_("The money there is, in cents"))
    share: int | None = maybe(N_("Share of what is asked that is proposed, in percent"))
    floor: int | None = maybe(N_("No less than this share of what is asked, in percent"))
    one_each: bool | None = maybe(N_("One file at most for each administration"))
    protocol: ProtocolFloor | None = maybe(N_("Least mark of the protocol, of 4"))
    rules: tuple[RuleDocument, ...] | None = maybe(N_("Floors and caps"))
    pairs: tuple[PairDocument, ...] | None = maybe(N_("Files that are tied"))


@document
class GroupDocument:
    """Files that a rule may speak of."""

    code: str = said(N_("Its code"))
    name: str = said(N_("Its name"))
    files: tuple[str, ...] = said(N_("The receipts of its files"))


@document
class SelectedFileDocument:
    """A file of a selection."""

    receipt: str = said(N_("Its receipt number"))
    application: str = said(N_("The id of the application"))
    score: float | None = said(N_("Its score, once severity is taken off"))
    error: float | None = said(N_("The standard error of its score"))
    amount: int = said(N_("The amount proposed, in cents"))
    is_selected: bool = said(N_("Whether it is selected"))
    frequency: float = said(N_("How often it is selected over the uncertainty of scores, 0 to 1"))


@document
class RulePriceDocument:
    """What a rule costs."""

    name: str = said(N_("The rule, in words"))
    price: float = said(N_("The score that lifting it would gain"))
    enters: tuple[str, ...] = said(N_("The receipts of those that would come in"))
    leaves: tuple[str, ...] = said(N_("The receipts of those that would go out"))


@document
class SelectionResultDocument:
    """What is selected, with its proof."""

    digest: str = said(N_("The digest of what was asked and answered"))
    computed_at: dt.datetime = said(N_("When it was computed"))
    is_fresh: bool = said(N_("Whether scores, files and settings are still the same"))
    selected: tuple[str, ...] = said(N_("The receipts of the files selected"))
    waiting: tuple[str, ...] = said(N_("The receipts of those next in line, in order"))
    plain_list: tuple[str, ...] = said(N_("What the plain list would select"))
    grey: tuple[str, ...] = said(N_("The receipts that the scores do not settle"))
    value: float = said(N_("The sum of the scores selected"))
    bound: float = said(N_("What no selection under these rules exceeds"))
    gap: float = said(N_("How far the value is from the bound, in its share; 0 is a proof"))
    cost: int = said(N_("The sum of the amounts, in cents"))
    files: tuple[SelectedFileDocument, ...] = said(N_("The files, the best score first"))
    rules: tuple[RulePriceDocument, ...] = said(N_("What each rule costs"))


@document
class SelectionDocument:
    """What a selection is asked, and what it gave."""

    call: str = said(N_("The id of the call"))
    revision: int = said(N_("How many times it was changed"))
    budget: int | None = said(N_("The money there is, in cents"))
    places: int | None = said(N_("Most trials"))
    groups: tuple[GroupDocument, ...] = said(N_("What rules may speak of"))
    result: SelectionResultDocument | None = said(N_("What was computed last"))


@document
class DrawDocument:
    """A public draw."""

    digest: str = said(N_("The digest of all that was announced"))
    registered_at: dt.datetime = said(N_("When it was registered"))
    source: str = said(N_("Where its seed comes from"))
    announced_on: dt.date = said(N_("On which day the seed is known"))
    rule: str = said(N_("How lots are drawn"))
    files: tuple[str, ...] = said(N_("The receipts in the draw"))
    seed: str | None = said(N_("The seed, once it is known"))
    order: tuple[str, ...] = said(N_("The receipts in the order drawn"))
    given_up_at: dt.datetime | None = said(N_("When it was given up"))
    given_up_why: str = said(N_("Why it was given up"))


@record
class PrepareDecisions:
    """Whether decisions that are prepared already are written again."""

    replace: bool = yes("Replace the decisions that are prepared already", default=False)


@document
class PreparedDocument:
    """What was prepared, for nobody but the managers."""

    written: int = said(N_("How many decisions were written"))
    kept: tuple[str, ...] = said(N_("The receipts whose decision was there already"))
    left: dict[str, str] = said(N_("The receipts that cannot be decided yet, and why"))


@NOUN.get(
    "/calls/{call}/jury/selection",
    N_("The selection of a call, for its managers and whoever chairs its jury"),
    SelectionDocument,
    Scope.JURY_READ,
)
def show_selection(asked: Asked) -> SelectionDocument:
    """What is asked, and what was computed last."""
    return _told(asked, choosing_page(asked.desk, asked.person, asked.named("call")))


@NOUN.post(
    "/calls/{call}/jury/selection",
    N_("Compute the selection under some rules; it takes some seconds"),
    SelectionDocument,
    Scope.JURY_WRITE,
    body=ComputeSelection,
    current=show_selection,
)
def compute_selection(asked: Asked) -> SelectionDocument:
    """Compute what is asked, and keep it."""
    call = asked.named("call")
    shown = choosing_page(asked.desk, asked.person, call)
    typed = _typed(asked.body)
    try:
        choose(asked.desk, asked.person, call, typed, shown.revision)
    except Invalid as invalid:
        raise Invalid(tuple(map(_replaced, invalid.refusals))) from invalid
    except RulesContradictError as refused:
        language = language_asked(asked.request)
        raise NotOpen(refused.kind, rules=refused.listed(language)) from refused
    return _told(asked, choosing_page(asked.desk, asked.person, call))


@NOUN.post(
    "/calls/{call}/jury/selection/decisions",
    N_("Prepare a decision for every file from the selection; nobody is told"),
    PreparedDocument,
    Scope.JURY_WRITE,
    body=PrepareDecisions,
    current=show_selection,
)
def prepare_decisions(asked: Asked) -> PreparedDocument:
    """Write the decisions with their drafted reasons."""
    call = asked.named("call")
    raw = raw_of(PrepareDecisions, asked.body)
    shown = choosing_page(asked.desk, asked.person, call)
    if shown.found is None:
        raise NotOpen("no-selection")
    seen = shown.found.computation.public_id
    done = prepare_selection(asked.desk, asked.person, call, seen, replace=raw["replace"] == "yes")
    return PreparedDocument(written=done.written, kept=done.kept, left=done.left)


@NOUN.get(
    "/calls/{call}/draws",
    N_("The public draws of a call, that which stands first"),
    DrawDocument,
    None,
    public=True,
    listed=True,
)
def list_draws(asked: Asked) -> Page[Any]:
    """The draws, those given up too."""
    shown = draws_page(asked.desk, asked.named("call"))
    page = turned(asked, shown.draws, lambda each: (each.lottery.id,))
    return with_items(page, lambda each: _draw(each, language_asked(asked.request)))


@NOUN.get(
    "/calls/{call}/decision-record",
    N_("The record of the decision, once it is published, as an archive"),
    None,
    None,
    public=True,
    media_type="application/zip",
)
def give_decision_record(asked: Asked) -> Response:
    """The archive that anyone may compute again."""
    content = published_zip(asked.desk, asked.named("call"))
    return Response(content, media_type="application/zip")


def _typed(body: Mapping[str, Any]) -> dict[str, str]:
    """What a manager would type; raises `Invalid` with every refusal of a type."""
    refusals: list[FieldRefusal] = []
    typed = _figures(body, refusals)
    for name, parts, field, most in (
        ("rules", RULE, rule_field, MOST_RULES),
        ("pairs", PAIR, pair_field, MOST_PAIRS),
    ):
        rows = body.get(name)
        if rows is None:
            continue
        if not isinstance(rows, list):
            refusals.append(wrong_type(name, rows, "[{…}]"))
            continue
        if len(rows) > most:
            refusals.append(
                FieldRefusal(field=name, kind="too-many", met=str(len(rows)), expected=str(most))
            )
            continue
        for rank, row in enumerate(rows, start=1):
            told = dict(_row(f"{name}.{rank - 1}", row, parts, refusals))
            typed |= {field(rank, part): text for part, text in told.items()}
    if refusals:
        raise Invalid(tuple(refusals))
    return typed


def _figures(body: Mapping[str, Any], refusals: list[FieldRefusal]) -> dict[str, str]:
    specs = dict(specs_of(SelectionAnswers))
    typed = {}
    for name, value in body.items():
        if name in {"rules", "pairs"}:
            continue
        if name not in specs:
            refusals.append(FieldRefusal(field=name, kind="unknown-field", met=shortened(name)))
            continue
        try:
            typed[name] = text_of(specs[name], value)
        except TypeError as error:
            refusals.append(wrong_type(name, value, str(error)))
    return typed


def _row(
    at: str, row: Any, parts: Mapping[str, str], refusals: list[FieldRefusal]
) -> Iterator[tuple[str, str]]:
    if not isinstance(row, dict):
        refusals.append(wrong_type(at, row, "{…}"))
        return
    for name in row:
        if name not in parts:
            field = f"{at}.{name}"
            refusals.append(FieldRefusal(field=field, kind="unknown-field", met=shortened(name)))
    for name, part in parts.items():
        value, place = row.get(name), f"{at}.{name}"
        if name == "figure":
            if type(value) is not int:
                refusals.append(wrong_type(place, value, "12"))
                continue
            in_euros = row.get("unit") == Unit.EUROS
            yield part, money_text(value) if in_euros else str(value)
        elif not isinstance(value, str):
            refusals.append(wrong_type(place, value, "text"))
        else:
            yield part, value.replace("\x00", "")


def _replaced(refusal: FieldRefusal) -> FieldRefusal:
    """A refusal of the form of people, with where it stands in what programs send."""
    kind, _, rest = refusal.field.partition("-")
    rank, _, part = rest.partition("-")
    if kind not in {"rule", "pair"} or not rank.isdecimal():
        return refusal
    names = {said: name for name, said in (RULE if kind == "rule" else PAIR).items()}
    return changed(refusal, field=f"{kind}s.{int(rank) - 1}.{names.get(part, part)}")


def _told(asked: Asked, shown: ChoosingPage) -> SelectionDocument:
    language = language_asked(asked.request)
    typed = shown.typed
    return SelectionDocument(
        call=shown.call.public_id,
        revision=shown.revision,
        budget=round(shown.found.asked["budget"] * WHOLE) if shown.found else None,
        places=int(typed["places"]) if typed.get("places", "").isdecimal() else None,
        groups=tuple(
            GroupDocument(code=code, name=group.name.said(language), files=group.members)
            for code, group in shown.groups.items()
        ),
        result=_result(shown, shown.found, language) if shown.found else None,
    )


def _result(shown: ChoosingPage, found: Found, language: str) -> SelectionResultDocument:
    answered, calibration = found.answered, found.calibration
    chosen = set(answered["chosen"])
    order = {code: rank for rank, code in enumerate(calibration["ranking"])}
    codes = sorted(found.asked["projects"], key=lambda code: order.get(code, len(order)))
    return SelectionResultDocument(
        digest=found.computation.digest,
        computed_at=found.computation.made_at,
        is_fresh=shown.is_fresh,
        selected=tuple(answered["chosen"]),
        waiting=waiting_list(answered),
        plain_list=tuple(answered["greedy"]),
        grey=found.grey,
        value=answered["value"],
        bound=answered["bound"],
        gap=answered["gap"],
        cost=round(answered["cost"] * WHOLE),
        files=tuple(
            SelectedFileDocument(
                receipt=code,
                application=shown.files[code].public_id,
                score=calibration["scores"][code],
                error=calibration["errors"][code],
                amount=found.amounts[code],
                is_selected=code in chosen,
                frequency=found.frequency[code],
            )
            for code in codes
            # What the viewer is bound to stays hidden.
            if code in shown.files
        ),
        rules=tuple(
            RulePriceDocument(
                name=found.words[one["name"]].said(language),
                price=one["price"],
                enters=tuple(one["enters"]),
                leaves=tuple(one["leaves"]),
            )
            for one in answered["rules"]
        ),
    )


def _draw(each: Draw, language: str) -> DrawDocument:
    lottery = each.lottery
    return DrawDocument(
        digest=lottery.digest,
        registered_at=lottery.registered_at,
        source=lottery.source,
        announced_on=lottery.announced_on,
        rule=each.rule.said(language),
        files=each.codes,
        seed=lottery.seed or None,
        order=tuple(code for code, _ in each.order),
        given_up_at=lottery.given_up_at,
        given_up_why=lottery.given_up_why,
    )
