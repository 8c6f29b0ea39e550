"""Giving bytes: data and files, which a reader who has them already does not fetch again."""

import hashlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

SHORT_TAG = 32
"""How many figures of a digest tell two answers apart."""
UNCHANGING = "public, max-age=86400"
"""A named edition never changes; a day, because the way we write it may."""
ASK_AGAIN = "no-cache"


def give(
    request: Request,
    content: bytes,
    media_type: str,
    *,
    is_final: bool,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer that gives `content`, or 304 to whoever already has these bytes.

    `is_final` says that the content is of an edition named in the address.
    """
    tag = f'"{hashlib.sha256(content).hexdigest()[:SHORT_TAG]}"'
    said = {
        "ETag": tag,
        "Cache-Control": UNCHANGING if is_final else ASK_AGAIN,
        **(headers or {}),
    }
    if _holds(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=said)
    return Response(content, media_type=media_type, headers=said)


def _holds(asked: str, tag: str) -> bool:
    """Whether the header `If-None-Match` names this tag."""
    given = {each.strip().removeprefix("W/") for each in asked.split(",")}
    return bool(given & {tag, "*"})
