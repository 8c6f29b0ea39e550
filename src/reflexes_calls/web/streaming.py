"""Giving what is made as it leaves: nothing of it is kept, by us or by anything in between."""

from collections.abc import Iterator

from starlette.responses import Response, StreamingResponse

from reflexes_calls.domain.call import Call

PRIVATE = {"Cache-Control": "private, no-store"}


def streamed(content: Iterator[bytes], media_type: str, name: str) -> Response:
    """The answer that gives a download, piece by piece."""
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(content, media_type=media_type, headers=headers)


def file_name(call: Call, ending: str) -> str:
    """The name of a download of a call."""
    return f"dossiers-{call.public_id[:8]}.{ending}"
