"""Building the questions of a call: those of a draft, or those that an amendment would bring.

A draft holds its questions in `form`. Once a call is published its form never changes: what is
built waits in `pending` until the amendment that publishes it.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.actions.publishing import starting_form
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, NotFound
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.form import (
    ALWAYS_ASKED,
    Form,
    Phase,
    Section,
    form_digest,
    form_document,
    form_of,
    ready_form,
)
from reflexes_calls.domain.form_checks import form_faults
from reflexes_calls.domain.form_file import read_form_text
from reflexes_calls.domain.form_typed import plain_criteria
from reflexes_calls.domain.forming import (
    Bench,
    Replacing,
    gone_labels,
    replace_form,
    replacing,
    taken_out_document,
    taken_out_of,
)
from reflexes_calls.domain.lifecycle import CALL_STEPS, CallStage, find_step
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.storage import calls, forms

READY, EMPTY, BEFORE, FILE = "ready", "empty", "before", "file"


@record
class BuilderPage:
    """The questions being built, with what is wrong in them.

    `other_calls` are those whose questions may be started from; `before` says that the questions
    were replaced as a whole, and may be taken back.
    """

    call: Call
    bench: Bench
    faults: tuple[Finding, ...]
    other_calls: tuple[Call, ...]
    before: bool
    is_pending: bool
    differs: bool


def builder_page(desk: Desk, actor: Person, call_id: str) -> BuilderPage:
    """The questions of a call as its manager builds them."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "edit")
        bench = _bench(connection, call)
        known = tuple(
            each
            for each in calls.list_calls(connection)
            if each.id != call.id and _may_copy(connection, actor, each)
        )
    return BuilderPage(
        call=call,
        bench=bench,
        faults=faults_of(call, bench),
        other_calls=known,
        before="form_before" in call.drafting,
        is_pending=call.stage is not CallStage.DRAFT,
        differs=form_digest(bench.form) != form_digest(call.questions()),
    )


def faults_of(call: Call, bench: Bench) -> tuple[Finding, ...]:
    """What is wrong in the questions being built for a call."""
    return form_faults(
        bench.form,
        criteria_codes=[each.code for each in call.criteria],
        funded=call.funded,
        procedure=call.procedure,
        gone=gone_labels(bench),
    )


def _may_copy(connection: Connection, actor: Person, call: Call) -> bool:
    return call.stage is not CallStage.DRAFT or Role.MANAGER in roles_on(connection, actor, call)


def _bench(connection: Connection, call: Call) -> Bench:
    return Bench(
        form=form_of(_document(call), call.form_number),
        published=forms.form_versions_of(connection, call.id),
        taken_out=taken_out_of(call.drafting.get("taken_out", ())),
    )


def _document(call: Call) -> dict[str, Any]:
    pending = call.pending or {}
    return dict(pending.get("form", call.form))


def change_form(
    desk: Desk,
    actor: Person,
    call_id: str,
    edit: Callable[[Bench], Bench],
    *,
    seen: tuple[str, str] | None = None,
) -> Call:
    """Do one act on the questions of a call.

    `seen` is a question's code and its digest when its page was opened: `Conflict` is raised when
    someone changed it in the meantime, so that no tab overwrites another without being told.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        _check_may_build(taking, call)
        bench = _bench(taking.connection, call)
        if seen is not None and digest_in(bench.form, seen[0]) != seen[1]:
            raise Conflict("question-changed", now=digest_in(bench.form, seen[0]))
        return _keep(taking, call, edit(bench))


def _check_may_build(taking: Taking, call: Call) -> None:
    name = "edit" if call.stage is CallStage.DRAFT else "amend"
    find_step(CALL_STEPS, name, call.stage, taking.roles(call))


def digest_in(form: Form, code: str) -> str:
    """The digest of a question or of a section without its questions, as a form now has it."""
    question, section = form.find(code), form.section(code.removeprefix("section."))
    if code.startswith("section.") and section is not None:
        alone = (changed(section, questions=()),)
        return form_digest(Form(number=0, sections=alone))
    if question is None:
        return ""
    around = Section(code="x", title=Bilingual(), questions=(question,))
    return form_digest(Form(number=0, sections=(around,)))


def _keep(taking: Taking, call: Call, bench: Bench, **drafting: Any) -> Call:
    document = form_document(bench.form)
    kept = call.drafting | {"taken_out": taken_out_document(bench.taken_out)} | drafting
    if call.stage is CallStage.DRAFT:
        saved = calls.change_call(taking.connection, call.id, form=document, drafting=kept)
        step = find_step(CALL_STEPS, "edit", call.stage, taking.roles(call))
        facts = {"page": "questions", "form": form_digest(bench.form)}
        taking.note(step, call, call.public_id, facts)
        return saved
    # Nothing of this is published yet: the journal speaks of the amendment that publishes it.
    pending = {name: said for name, said in (call.pending or {}).items() if name != "form"}
    if form_digest(bench.form) != form_digest(call.questions()):
        pending["form"] = document
    return calls.change_call(taking.connection, call.id, pending=pending or None, drafting=kept)


def look_at_start(
    desk: Desk, actor: Person, call_id: str, source: str, text: str = ""
) -> Replacing:
    """What starting again would do, from a source of `start_again` or the text of a file.

    Raises `Invalid` when the text cannot be read. Nothing is kept.
    """
    with desk.look() as connection:
        call = need_call(connection, call_id)
        roles = roles_on(connection, actor, call)
        check_manages(call, roles, "edit")
        bench = _bench(connection, call)
        made = (
            read_form_text(text, number=call.form_number)
            if source == FILE
            else _source(connection, actor, call, source)
        )
        return replacing(bench.form, replace_form(bench, made).form)


def start_again(desk: Desk, actor: Person, call_id: str, source: str) -> Call:
    """Start the questions again: the ready ones, none but the first two, or another call's.

    `source` is `ready`, `empty`, the public id of a call, or `before` for the questions that the
    last such act replaced.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        _check_may_build(taking, call)
        bench = _bench(taking.connection, call)
        form = _source(taking.connection, taking.actor, call, source)
        made = replace_form(bench, form)
        return _keep(taking, call, made, form_before=form_document(bench.form))


def import_form(desk: Desk, actor: Person, call_id: str, text: str) -> Call:
    """Take the questions of a file in the place of those being built; they may be taken back."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        _check_may_build(taking, call)
        bench = _bench(taking.connection, call)
        made = replace_form(bench, read_form_text(text, number=call.form_number))
        return _keep(taking, call, made, form_before=form_document(bench.form))


def _source(connection: Connection, actor: Person, call: Call, source: str) -> Form:
    if source == READY:
        document = starting_form(funded=call.funded)
    elif source == EMPTY:
        document = form_document(empty_form())
    elif source == BEFORE and "form_before" in call.drafting:
        document = call.drafting["form_before"]
    else:
        other = need_call(connection, source)
        if not _may_copy(connection, actor, other):
            raise NotFound("call", source)
        document = other.form
    known = {each.code for each in call.criteria}
    return form_of(plain_criteria(document, known), call.form_number)


def empty_form() -> Form:
    """The title and the summary alone, which no form may leave out."""
    ready = ready_form()
    section = next(each for each in ready.sections if ALWAYS_ASKED[0] in _codes(each))
    kept = tuple(each for each in section.questions if each.code in ALWAYS_ASKED)
    both = (Phase.LETTER, Phase.FULL)
    return Form(number=0, sections=(changed(section, questions=kept, phases=both),))


def _codes(section: Section) -> set[str]:
    return {each.code for each in section.questions}
