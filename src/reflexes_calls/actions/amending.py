"""Amending a published call: prepared aside, then published with its number and its reason."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reflexes.digests import digest_of
from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.actions.publishing import freeze
from reflexes_calls.domain.amending import (
    ANSWER_FIELDS,
    RULE_FIELDS,
    amended,
    amendment_refusals,
    digest_amended,
    is_closed,
    kept_criteria,
    reason_refusals,
)
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.call_document import call_document
from reflexes_calls.domain.call_rules import rules_of, typed_rules
from reflexes_calls.domain.call_typed import typed_of
from reflexes_calls.domain.comparing_calls import CallChange, compare
from reflexes_calls.domain.criteria import read_criteria, renamed_codes, tied_again
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.lifecycle import CALL_STEPS, ApplicationStage, CallStage, Step, find_step
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.proposed import terms_that_match
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.domain.terms import specs_of_terms
from reflexes_calls.storage import applications, call_questions, calls, people, team
from reflexes_calls.storage.calls import CallVersion

TOLD = frozenset({ApplicationStage.DRAFT, ApplicationStage.SUBMITTED})
"""Whose team is written to: what was withdrawn or decided is over."""
VALUES = (
    *("title_fr", "title_en", "summary_fr", "summary_en", "opens_at", "letter_closes_at"),
    *("shortlist_by", "closes_at", "cutoffs", "grace", "questions_until", "completeness_by"),
    "review_by",
    *("committee_on", "decision_by", "agreement_by", "funded", "budget_cap", "rate", "places"),
    *("weeks", "terms", "form", "criteria", "settings", "reviews_needed"),
)
"""The columns of a call that an amendment may change."""
ASKED = {
    "form_fr": "Vous recevez cette lettre car vous avez posé une question sur cet appel."
    " Une réponse donnée sur une version d’avant le dit, à côté d’elle.",
    "form_en": "You get this letter because you asked about this call."
    " An answer given on an earlier version says so beside it.",
}
"""What is said to whoever asked a question and has no application under way."""


@record
class AmendmentPage:
    """An amendment being prepared: what it would say, what differs and what is to mend.

    `digest` names what is seen, so that nothing else is published than what was read.
    """

    call: Call
    would: Call
    reason: str
    changes: tuple[CallChange, ...]
    refusals: tuple[FieldRefusal, ...]
    digest: str
    is_closed: bool


@record
class VersionsPage:
    """Every published text of a call, the opening first."""

    call: Call
    versions: tuple[CallVersion, ...]


@record
class DifferencePage:
    """One published text, and what differs from the one before it; the opening has none."""

    call: Call
    version: CallVersion
    previous: CallVersion | None
    latest: int
    changes: tuple[CallChange, ...]


def amendment_page(desk: Desk, actor: Person, call_id: str) -> AmendmentPage:
    """The amendment that the manager of a call prepares."""
    now = desk.clock.now()
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "amend")
    would = amended(call)
    return AmendmentPage(
        call=call,
        would=would,
        reason=(call.pending or {}).get("reason", ""),
        changes=compare(call_document(call), call_document(would)),
        refusals=amendment_refusals(call, now),
        digest=digest_amended(call),
        is_closed=is_closed(call, now) or call.stage is not CallStage.PUBLISHED,
    )


def prepare(desk: Desk, actor: Person, call_id: str, raw: Raw) -> Call:
    """Keep what was typed of an amendment, finished or not; nothing of it is published."""
    with desk.take(actor) as taking:
        call, _ = _published(taking, call_id)
        typed, known = typed_of(call), call.pending or {}
        answers = {name: raw[name] for name in ANSWER_FIELDS if name in raw}
        if answers:
            # A box that is not ticked is not sent.
            answers.setdefault("unfunded", "")
        terms = _matching({n: text for n, text in raw.items() if n in specs_of_terms()}, call)
        said: dict[str, Any] = {
            "answers": _different({**known.get("answers", {}), **answers}, typed),
            "terms": _different({**known.get("terms", {}), **terms}, call.terms),
        }
        rules = {name: raw[name] for name in RULE_FIELDS if name in raw}
        if rules:
            # Nor is this one.
            rules.setdefault("several", "")
            said["rules"] = _different(rules, typed_rules(rules_of(call)))
        if "reason" in raw:
            said["reason"] = raw["reason"].strip()
        return _keep(taking, call, {**known, **said})


def _matching(typed: Mapping[str, str], call: Call) -> dict[str, str]:
    """What is typed of the text; where French changes, the English we proposed goes away."""
    french = {name for name in typed if name.endswith("_fr")}
    moved = {n for n in french if typed[n].strip() != call.terms.get(n, "")}
    kept = terms_that_match(typed)
    astray = {n for n in typed if n not in kept and f"{n.removesuffix('_en')}_fr" in moved}
    return {**typed, **dict.fromkeys(astray, "")}


def prepare_criteria(
    desk: Desk, actor: Person, call_id: str, rows: Sequence[Mapping[str, str]]
) -> Call:
    """Keep the criteria of an amendment; the questions being built follow their short codes."""
    with desk.take(actor) as taking:
        call, _ = _published(taking, call_id)
        known = call.pending or {}
        criteria = read_criteria(rows)
        form = tied_again(known.get("form", call.form), renamed_codes(rows, criteria))
        kept: dict[str, Any] = {**known, "criteria": kept_criteria(criteria), "form": form}
        if criteria == call.criteria:
            del kept["criteria"]
        if digest_of(form) == digest_of(call.form):
            del kept["form"]
        return _keep(taking, call, kept)


def give_up(desk: Desk, actor: Person, call_id: str) -> Call:
    """Drop an amendment that was being prepared: the call stays as it is published."""
    with desk.take(actor) as taking:
        call, _ = _published(taking, call_id)
        return calls.change_call(taking.connection, call.id, pending=None, drafting={})


def amend(  # noqa: PLR0913  # who changes which call, why, having seen what, reached where
    desk: Desk, actor: Person, call_id: str, reason: str, *, seen: str, address: str
) -> Call:
    """Publish the amendment: the text takes the next number, and every team is told.

    `seen` is the digest of the difference that was read; `address` is where the service is reached.
    """
    said = reason.replace("\r\n", "\n").strip()
    prepare(desk, actor, call_id, {"reason": said})
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        roles = taking.roles(call)
        step = taking.step(
            CALL_STEPS,
            "amend",
            call.stage,
            roles,
            {"reason": lambda: _check(taking, call, said)},
        )
        if seen != digest_amended(call):
            raise Conflict("amendment-changed")
        before, would = call, amended(call)
        values = {name: getattr(would, name) for name in VALUES}
        if would.criteria != before.criteria:
            values["rubric_version"] = before.rubric_version + 1
        saved = calls.change_call(taking.connection, call.id, pending=None, drafting={}, **values)
        digest = freeze(taking, saved, reason=said)
        after = calls.get_call(taking.connection, call.id)
        facts = {"version": after.version, "form": after.form_number, "text": digest}
        taking.note(step, call, call.public_id, facts | {"reason": digest_of(said)})
        _tell(taking, before, after, said, address)
    return after


def _published(taking: Taking, call_id: str) -> tuple[Call, Step]:
    call = taking.call(call_id)
    return call, find_step(CALL_STEPS, "amend", call.stage, taking.roles(call))


def _different(typed: Mapping[str, str], published: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in typed.items() if text != published.get(name, "")}


def _keep(taking: Taking, call: Call, pending: Mapping[str, Any]) -> Call:
    kept = {name: said for name, said in pending.items() if said}
    return calls.change_call(taking.connection, call.id, pending=kept or None)


def _check(taking: Taking, call: Call, reason: str) -> None:
    refusals = (*amendment_refusals(call, taking.now), *reason_refusals(reason))
    if refusals:
        raise Invalid(refusals)


def _tell(taking: Taking, before: Call, after: Call, reason: str, address: str) -> None:
    """Write once to everyone of a team whose application is not over, then to whoever asked."""
    facts = {
        "call": after.title_fr,
        "call_en": after.title("en"),
        "number": str(after.version),
        "reason": reason,
        "link": f"{address.rstrip('/')}/appels/{after.public_id}/versions/{after.version}",
    }
    told: set[int] = set()
    for known, everyone in _teams(taking, after):
        fresh = tuple(each for each in everyone if each.id not in told)
        taking.tell("amend", fresh, known, **facts, **_carrying_words(before, after))
        told |= {each.id for each in fresh}
    askers = {each.asked_by for each in call_questions.questions_of(taking.connection, after.id)}
    others = people.persons_by_id(taking.connection, askers - told)
    taking.tell("amend", tuple(others.values()), **facts, **ASKED)


def _teams(taking: Taking, call: Call) -> Iterator[tuple[Application, tuple[Person, ...]]]:
    """The applications that are under way, each with its whole team."""
    for known in applications.applications_of(taking.connection, call=call.id):
        if known.stage in TOLD:
            yield known, team.whole_team(taking.connection, known)


def _carrying_words(before: Call, after: Call) -> dict[str, str]:
    if before.form_number == after.form_number:
        return {
            "form_fr": "Les questions n’ont pas changé. Rien n’est à refaire dans votre dossier.",
            "form_en": "The questions have not changed. Your application needs nothing new.",
        }
    return {
        "form_fr": "Les questions ont changé. Un brouillon est à reprendre dans la nouvelle"
        " version avant d’être déposé : ouvrez-le, rien de ce que vous avez écrit n’est perdu.",
        "form_en": "The questions have changed. Carry a draft over to the new version before you"
        " submit it: open it, nothing that you wrote is lost.",
    }


def versions_page(desk: Desk, call_id: str) -> VersionsPage:
    """Every published text of a call, for everyone."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        known = calls.call_versions_of(connection, call.id)
    if call.stage is CallStage.DRAFT:
        raise NotFound("call", call_id)
    return VersionsPage(call=call, versions=known)


def difference_page(desk: Desk, call_id: str, number: int) -> DifferencePage:
    """One published text and what differs from the one before it, for everyone."""
    shown = versions_page(desk, call_id)
    by_number = {each.number: each for each in shown.versions}
    if number not in by_number:
        raise NotFound("version", f"{call_id} {number}")
    version, previous = by_number[number], by_number.get(number - 1)
    return DifferencePage(
        call=shown.call,
        version=version,
        previous=previous,
        latest=len(shown.versions),
        changes=compare(previous.document, version.document) if previous else (),
    )
