"""Where a visitor comes from, and what they read with: for throttling, and to name a session."""

from starlette.requests import Request

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
"""The first that a browser says of itself, in an order in which none is taken for another."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def source_of(request: Request) -> str:
    """The internet address that asks."""
    return request.client.host if request.client else ""


def device_of(request: Request) -> str:
    """What a session is opened with, as its owner will recognise it: « Firefox, Windows »."""
    said = request.headers.get("user-agent", "")
    found = (
        next((name for mark, name in marks if mark in said), "") for marks in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, found))
