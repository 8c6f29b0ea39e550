"""The whole text of one's module (TOML): changed here or sent back, looked at, then kept."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reflexes import Refusal, training
from reflexes.writing import to_toml
from reflexes_calls.actions.keeping_modules import module_page
from reflexes_calls.actions.sending_modules_back import (
    MOST_BYTES,
    SentBack,
    TextRefused,
    keep_text,
    look_at_text,
    text_of,
)
from reflexes_calls.domain.attachment import FileKind, FileLimits
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, Refused
from reflexes_calls.web.forms import Form
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.security import CSRF_FIELD, check_csrf
from reflexes_calls.web.sent_files import SentForm, sent_files
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

HERE = "/mes-modules/{public_id}/texte"
LIMITS = FileLimits(most_bytes=MOST_BYTES, most_files=1, kinds=(FileKind.TXT,))
SHOWN = 80
"""How many differences are shown; the others are counted."""


async def read_text_sent(request: Request, public_id: str) -> AsyncIterator[SentForm]:
    """A text on its way, once it is known that this person may change the module."""
    person = await run_in_threadpool(signed_in, request)
    await run_in_threadpool(module_page, desk_of(request), person, public_id)
    async for form in sent_files(request, desk_of(request).files.receiving, LIMITS):
        check_csrf(request, form.fields.get(CSRF_FIELD, ""))
        yield form


@router.get(HERE)
def show(request: Request, public_id: str) -> Response:
    """The text of a module, to change here or to send back."""
    return _drawn(request, public_id)


@router.post(HERE)
def send(
    request: Request, public_id: str, form: Annotated[SentForm, Depends(read_text_sent)]
) -> Response:
    """Show what a text changes, or keep it as a new version."""
    desk, person = desk_of(request), signed_in(request)
    typed = form.fields.get("text", "").replace("\r\n", "\n")
    try:
        text = _sent(form) or typed
        if not text.strip():
            raise _refused("module-text-missing")
        if form.fields.get("do") == "keep":
            revision = Form(pairs=tuple(form.fields.items())).revision
            keep_text(desk, person, public_id, text, revision=revision)
            return see(f"/mes-modules/{public_id}", done="saved")
        seen = look_at_text(desk, person, public_id, text, language=language_of(request))
    except TextRefused as refused:
        return _drawn(request, public_id, text=text, refused=refused)
    except (Invalid, Conflict) as refused:
        return _drawn(request, public_id, text=typed, refused=refused)
    return _drawn(request, public_id, text=text, seen=seen)


def _sent(form: SentForm) -> str:
    """The text of the file that was sent; nothing when none was."""
    sent = next((each for each in form.files if each.size), None)
    if form.too_much or (sent is not None and sent.size > LIMITS.most_bytes):
        raise _refused("module-text-too-large")
    if sent is None or sent.part is None:
        return ""
    return text_of(sent.part.path)


def _refused(kind: str) -> Invalid:
    return Invalid((FieldRefusal(field="file", kind=kind),))


def _drawn(
    request: Request,
    public_id: str,
    *,
    text: str | None = None,
    seen: SentBack | None = None,
    refused: Refused | None = None,
) -> Response:
    shown = module_page(desk_of(request), signed_in(request), public_id)
    differences = seen.differences if seen else ()
    return page(
        request,
        "modules/text.html",
        status=_status(refused),
        shown=shown,
        kept=shown.kept,
        text=to_toml(shown.module) if text is None else text,
        lines=_lines(request, refused),
        errors=_errors(request, refused),
        looked=seen is not None,
        differences=differences[:SHOWN],
        others=len(differences[SHOWN:]),
        here_tab="text",
    )


def _status(refused: Refused | None) -> int:
    if refused is None:
        return 200
    return 422 if isinstance(refused, TextRefused) else status_of(refused)


def _errors(request: Request, refused: Refused | None) -> tuple[tuple[str, str], ...]:
    words = translator(request)
    if refused is None:
        return ()
    if isinstance(refused, TextRefused):
        return (("text", sentence(refused, words)),)
    if isinstance(refused, Invalid):
        return tuple((each.field, sentence(each, words)) for each in refused.refusals)
    return (("", sentence(refused, words)),)


def _lines(request: Request, refused: Refused | None) -> list[tuple[Refusal, str]]:
    """Each refusal of the text with its sentence, in the order of its lines."""
    if not isinstance(refused, TextRefused):
        return []
    told = training.sentences(refused.refusals, language_of(request))
    return list(zip(refused.refusals, told, strict=True))
