"""What people type, as it is read: addresses become links, lines that begin by « - » a list.

Nothing else is markup. Jinja's own `urlize` finds the addresses and escapes all the rest.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from jinja2.utils import urlize
from markupsafe import Markup

ITEM = re.compile(r"\s*[-•]\s+(?=\S)")
BREAK = Markup("<br>")


def linked(text: str) -> Markup:
    """One line or several, in which addresses are links."""
    # Whoever reads stays on the page they read; the other site learns nothing of it.
    return Markup(urlize(text, rel="noopener noreferrer"))  # noqa: S704  # it escapes all the rest


def typed_blocks(text: str) -> Markup:
    """Paragraphs and lists, with their links; all that could be markup is shown as typed."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    return Markup().join(_blocks(lines))


def list_lines(text: str) -> list[Markup]:
    """Each line that says something, without the mark of a list."""
    return [_item(line) for line in text.splitlines() if line.strip()]


def _item(line: str) -> Markup:
    return linked(ITEM.sub("", line, count=1).strip())


def _blocks(lines: Iterable[str]) -> Iterable[Markup]:
    for kind, some in groupby(lines, _kind):
        if kind == "item":
            items = (Markup("<li>{}</li>").format(_item(each)) for each in some)
            yield Markup("<ul>{}</ul>").format(Markup().join(items))
        elif kind == "line":
            yield Markup("<p>{}</p>").format(BREAK.join(linked(each.rstrip()) for each in some))


def _kind(line: str) -> str:
    if not line.strip():
        return "nothing"
    return "item" if ITEM.match(line) else "line"
