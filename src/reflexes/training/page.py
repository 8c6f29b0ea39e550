"""A document as one HTML page, which asks nothing of any other and needs no script."""

from collections.abc import Iterator
from html import escape

from reflexes.training.document import (
    Aloud,
    Block,
    Document,
    Drawing,
    Heading,
    Items,
    NewPage,
    Said,
    Table,
)
from reflexes.training.template import read_text

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the page may load: nothing but what stands in it."""


def write(document: Document) -> bytes:
    """The bytes of the page."""
    style = next((one.style for one in document.blocks if isinstance(one, Drawing)), "")
    title = escape(f"{document.title} — {document.subtitle}")
    body = "\n".join(line for block in document.blocks for line in _block(block))
    page = f"""<!doctype html>
<html lang="{document.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{escape(document.description)}">
<title>{title}</title>
<style>
{read_text("page.css")}{style}</style>
</head>
<body>
<main>
<h1>{escape(document.title)}</h1>
<p class="subtitle">{escape(document.subtitle)}</p>
{body}
</main>
<footer><p>{escape(document.foot)}</p></footer>
</body>
</html>
"""
    return page.encode()


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        level = block.level + 1
        yield f"<h{level}>{escape(block.text)}</h{level}>"
    elif isinstance(block, Said):
        yield paragraph(block)
    elif isinstance(block, Aloud):
        lines = "".join(f"<p>{escape(line)}</p>" for line in block.text.split("\n"))
        label = escape(block.label)
        yield f'<blockquote><p class="label"><strong>{label}</strong></p>{lines}</blockquote>'
    elif isinstance(block, Items):
        tag = "ol" if block.ordered else "ul"
        items = "".join(f"<li>{_linked(text)}</li>" for text in block.texts)
        yield f"<{tag}>{items}</{tag}>"
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Drawing):
        yield f'<figure class="drawn">{block.inside}</figure>'
    elif isinstance(block, NewPage):
        yield '<hr class="page">'


def paragraph(block: Said) -> str:
    """A paragraph with its label and its mark."""
    label = f"<strong>{escape(block.label)}</strong> " if block.label else ""
    spoken = f' lang="{block.language}"' if block.language else ""
    lines = "<br>".join(_linked(line) for line in block.text.split("\n"))
    text = f"<span{spoken}>{lines}</span>" if spoken else lines
    mark = f' <span class="mark">({escape(block.mark)})</span>' if block.mark else ""
    return f"<p>{label}{text}{mark}</p>"


def _linked(text: str) -> str:
    """The text, its last word a link when it is an address."""
    before, space, last = text.rpartition(" ")
    if last.startswith(("http://", "https://")):
        address = escape(last)
        return f'{escape(before)}{space}<a href="{address}">{address}</a>'
    if "→ " in text:
        # A line of the contents: a file of the same archive.
        words, _, file = text.rpartition("→ ")
        return f'{escape(words)}<a href="{escape(file)}">{escape(file)}</a>'
    return escape(text)


def _table(block: Table) -> Iterator[str]:
    tall = ' class="tall"' if block.tall else ""
    yield f'<div class="scrolled" tabindex="0" role="region" aria-label="{escape(block.caption)}">'
    yield f"<table{tall}>"
    yield f"<caption>{escape(block.caption)}</caption>"
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in block.headings)
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for row in block.rows:
        first, *rest = row
        # A line to be filled has no heading yet: an empty one would be announced.
        head = f'<th scope="row">{_cell(first)}</th>' if first else "<td></td>"
        cells = "".join(f"<td>{_cell(text)}</td>" for text in rest)
        yield f"<tr>{head}{cells}</tr>"
    yield "</tbody></table></div>"


def _cell(text: str) -> str:
    return "<br>".join(_linked(line) for line in text.split("\n"))
