"""The files of a module as answers: the list, the zip, one file, or why none can be made."""

import mimetypes
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from reflexes import training
from reflexes.writing import to_toml
from reflexes_calls.actions.building_modules import (
    BuildersBusy,
    DoesNotHold,
    archive_of,
    file_of,
    files_of,
)
from reflexes_calls.web.arriving import source_of
from reflexes_calls.web.giving import give
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import show_problem, show_unanswered
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of

ZIP, TOML = "module.zip", "module.toml"
BUSY = N_("Files of other modules are being made")
BUSY_SAID = N_(
    "This site makes the files of one module at a time, and others wait already. Nothing was lost:"
    " ask for yours again in a few seconds."
)
DOES_NOT_HOLD = N_("These files cannot be made yet")
TYPES = {
    ".gift.txt": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".toml": "application/toml",
    ".json": "application/json",
    ".xml": "application/xml",
}
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The pages among the files have their own style, and nothing else."""


def files_page(
    request: Request,
    module: training.Module,
    *,
    base: str,
    query: str,
    crumbs: Sequence[tuple[str, str]],
) -> Response:
    """Every file of a module, with its size; `base` is where they are, `query` what follows."""
    try:
        files = files_of(desk_of(request), module, source_of(request))
    except (BuildersBusy, DoesNotHold) as refused:
        return not_made(request, refused, module)
    return page(
        request,
        "modules/files.html",
        module=module,
        files=files,
        base=base,
        query=query,
        steps=crumbs,
        total=sum(each.size for each in files),
    )


def file_page(
    request: Request, module: training.Module, name: str, *, raises: bool = False
) -> Response:
    """One file of a module; its zip and its TOML have a name of their own.

    Where none can be made, a page says why; for a program the refusal is raised instead.
    """
    if name == TOML:
        return _given(request, to_toml(module).encode(), f"{module.code}.toml")
    try:
        if name == ZIP:
            made = archive_of(desk_of(request), module, source_of(request))
            return _given(request, made, f"{module.code}.zip")
        made = file_of(desk_of(request), module, name, source_of(request))
    except (BuildersBusy, DoesNotHold) as refused:
        if raises:
            raise
        return not_made(request, refused, module)
    return _given(request, made, name)


def _given(request: Request, made: bytes, name: str) -> Response:
    known = next((kind for ending, kind in TYPES.items() if name.endswith(ending)), None)
    media_type = known or mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": SANDBOX,
        "X-Robots-Tag": "noindex",
    }
    return give(request, made, media_type, is_final=False, headers=headers)


def not_made(
    request: Request, refused: BuildersBusy | DoesNotHold, module: training.Module
) -> Response:
    """Why no file can be made now."""
    if isinstance(refused, BuildersBusy):
        return show_unanswered(request, 503, BUSY, BUSY_SAID)
    words = translator(request)
    told = training.told(refused.refusals, module, language_of(request))
    sentences = tuple(" – ".join(filter(None, (each.where, each.sentence))) for each in told)
    return show_problem(request, 409, sentences=sentences, title=words(DOES_NOT_HOLD))
