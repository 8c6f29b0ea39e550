"""What was last submitted, as whoever reads a file sees it: the jury and the call's managers."""

from typing import Any

from starlette.requests import Request

from reflexes_calls.actions.looking import ApplicationPage
from reflexes_calls.web.answer_sections import answers_of
from reflexes_calls.web.partner_words import partners_submitted
from reflexes_calls.web.templating import translator
from reflexes_calls.web.translating import language_of


def submission_facts(request: Request, shown: ApplicationPage) -> dict[str, Any]:
    """The answers of the last submission by section, and apart from them who takes part."""
    words, last = translator(request), shown.versions[-1]
    return {
        "sections": answers_of(
            shown.submitted_form,
            last.said,
            language_of(request),
            words,
            not_asked=last.answers.get("not_asked", ()),
        ),
        "partners": partners_submitted(last, words),
    }
