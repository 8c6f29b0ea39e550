"""Pages that speak of the stages of a call, an application or a pilot."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.web.stage_words import stage_said, stage_tone
from reflexes_calls.web.templating import page, translator


def staged_page(request: Request, template: str, *, status: int = 200, **facts: Any) -> Response:
    """A page whose template speaks of stages: `stage_said`, `stage_tone` and `say`."""
    words = translator(request)
    return page(
        request,
        template,
        status=status,
        stage_said=lambda subject, stage: stage_said(subject, stage, words),
        stage_tone=stage_tone,
        say=words,
        **facts,
    )
