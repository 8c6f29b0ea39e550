"""A published call whose questions change, as the amendment of it publishes them."""

from collections.abc import Callable

from reflexes.records import changed
from reflexes_calls.actions.publishing import freeze
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.form import Form, Question, form_document
from reflexes_calls.domain.forming import (
    Bench,
    need_question,
    put_question,
    remove_question,
)
from reflexes_calls.storage import calls
from tests.makers import World


def publish_questions(world: World, call: Call, edit: Callable[[Form], Form]) -> Call:
    """Publish the next version of a call's questions."""
    with world.desk.take(world.manager) as taking:
        known = taking.call(call.public_id)
        document = form_document(edit(known.questions()))
        pending = calls.change_call(taking.connection, known.id, form=document)
        freeze(taking, pending, reason="Deux questions changent.")
        return calls.get_call(taking.connection, known.id)


def shorter_and_without(code: str, *, shortened: str, longest: int) -> Callable[[Form], Form]:
    """An edit that takes a question out and shortens another."""

    def edit(form: Form) -> Form:
        bench = remove_question(Bench(form=form), code)
        question = need_question(bench, shortened)
        return put_question(bench, changed(question, max_length=longest)).form

    return edit


def with_question(question: Question, section: str) -> Callable[[Form], Form]:
    """An edit that adds a question to a section."""

    def edit(form: Form) -> Form:
        return changed(
            form,
            sections=tuple(
                changed(each, questions=(*each.questions, question))
                if each.code == section
                else each
                for each in form.sections
            ),
        )

    return edit


def reworded(code: str, french: str) -> Callable[[Form], Form]:
    """An edit that words a question in another way."""

    def edit(form: Form) -> Form:
        bench = Bench(form=form)
        question = need_question(bench, code)
        return put_question(bench, changed(question, label=Bilingual(fr=french))).form

    return edit
