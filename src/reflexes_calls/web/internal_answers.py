"""What the programme's team wrote for itself on an application, as its managers read it."""

from starlette.requests import Request

from reflexes_calls.actions.internal_fields import internal_page
from reflexes_calls.web.answer_sections import AnswerSection, answers_of
from reflexes_calls.web.templating import translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in


def internal_answers(request: Request, application_id: str) -> tuple[AnswerSection, ...] | None:
    """The answers of the team to its own questions, or None when the call has no such question."""
    shown = internal_page(desk_of(request), signed_in(request), application_id)
    if not any(True for _ in shown.form.questions()):
        return None
    return answers_of(shown.form, shown.said, language_of(request), translator(request))
