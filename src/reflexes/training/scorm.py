"""A self-paced unit in SCORM 1.2: one page with a short reading and a quiz, and its own script.

It asks nothing of the network. Without a learning platform it works all the same, and says that
nothing is recorded.
"""

import json
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree as ET

from reflexes.exporting.placing import pack
from reflexes.training.document import Said
from reflexes.training.module import Asks, Choice, Item, Shape
from reflexes.training.page import paragraph
from reflexes.training.telling import READING_MARKS, Voice
from reflexes.training.template import read_text

PASSED_FROM = 60
"""The score, in a hundred, from which the unit is passed."""
CONTENT = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
READ = (Shape.ARGUMENT, Shape.CASE, Shape.PRINCIPLE, Shape.PISTE, Shape.EVIDENCE)
"""The cards that one reads alone before the quiz."""
MOST_READ = 12
FILES = ("index.html", "unit.js", "page.css")


def scorm(voice: Voice) -> bytes:
    """The zip of the unit."""
    return pack(
        {
            "imsmanifest.xml": manifest(voice),
            "index.html": unit_page(voice),
            "unit.js": read_text("unit.js").encode(),
            "page.css": read_text("page.css").encode(),
        }
    )


def manifest(voice: Voice) -> bytes:
    """The manifest, as the schemas of SCORM 1.2 describe it."""
    for prefix, address in (("", CONTENT), ("adlcp", ADL), ("xsi", INSTANCE)):
        ET.register_namespace(prefix, address)
    code = f"reflexes-{voice.module.code}-{voice.module.edition}".replace(".", "-")
    root = ET.Element(
        f"{{{CONTENT}}}manifest",
        {
            "identifier": code,
            "version": "1.1",
            f"{{{INSTANCE}}}schemaLocation": f"{CONTENT} imscp_rootv1p1p2.xsd {ADL} "
            "adlcp_rootv1p2.xsd",
        },
    )
    metadata = _under(root, "metadata")
    _under(metadata, "schema").text = "ADL SCORM"
    _under(metadata, "schemaversion").text = "1.2"
    organizations = _under(root, "organizations", default=f"{code}-org")
    organization = _under(organizations, "organization", identifier=f"{code}-org")
    _under(organization, "title").text = voice.module.title
    item = _under(organization, "item", identifier=f"{code}-item", identifierref=f"{code}-unit")
    _under(item, "title").text = voice.translate("Unit to follow alone")
    ET.SubElement(item, f"{{{ADL}}}masteryscore").text = str(PASSED_FROM)
    resource = _under(
        _under(root, "resources"),
        "resource",
        identifier=f"{code}-unit",
        type="webcontent",
        href="index.html",
    )
    resource.set(f"{{{ADL}}}scormtype", "sco")
    for file in FILES:
        _under(resource, "file", href=file)
    ET.indent(root, " ")
    said = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{said}\n'.encode()


def _under(parent: ET.Element, tag: str, **said: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{CONTENT}}}{tag}", said)


def unit_page(voice: Voice) -> bytes:
    """The page of the unit: what to read, then the questions."""
    module, said = voice.module, voice.translate
    words = {
        "result": said("Your score: {score} in a hundred."),
        "passed": said("The unit is passed."),
        "failed": said("The unit is not passed yet: read again, then answer once more."),
        "alone": said("No learning platform answers: nothing is recorded."),
        "missing": said("Answer every question first: {count} left."),
        "right": said("right"),
        "wrong": said("not quite"),
        "passedFrom": PASSED_FROM,
    }
    items = module.quiz(entry=False)
    sources = "\n".join(_sources(voice))
    fields = "\n".join(_fieldset(voice, place, item) for place, item in enumerate(items, start=1))
    body = "\n".join(_reading(voice))
    unread = said("Without JavaScript this unit can be read; answers are not checked.")
    page = f"""<!doctype html>
<html lang="{voice.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(module.title)} — {escape(said("Unit to follow alone"))}</title>
<link rel="stylesheet" href="page.css">
<script src="unit.js" defer></script>
</head>
<body data-words="{escape(json.dumps(words, ensure_ascii=False))}">
<main>
<h1>{escape(module.title)}</h1>
<p class="subtitle">{escape(said("Unit to follow alone"))}</p>
<h2>{escape(said("To read"))}</h2>
{body}
<h2>{escape(said("To answer"))}</h2>
<form id="quiz">
{fields}
<p><button type="submit">{escape(said("Check my answers"))}</button></p>
<div id="result" role="status" tabindex="-1"></div>
</form>
<noscript><p>{escape(unread)}</p></noscript>
<h2>{escape(said("Sources"))}</h2>
{sources}
</main>
<footer><p>{escape(voice.edition_line())}</p></footer>
</body>
</html>
"""
    return page.encode()


def _reading(voice: Voice) -> Iterator[str]:
    seen: set[str] = set()
    for card in voice.module.cards:
        title = voice.card_title(card)
        if card.shape not in READ or title in seen or len(seen) >= MOST_READ:
            continue
        seen.add(title)
        claims = "".join(paragraph(voice.claim(claim)) for claim in card.claims)
        yield f'<section class="card"><h3>{escape(title)}</h3>{claims}</section>'


def _sources(voice: Voice) -> Iterator[str]:
    """How to read the marks, then what the numbers stand for."""
    yield paragraph(Said(text=voice.translate(READING_MARKS)))
    yield from (paragraph(Said(text=voice.reference(each))) for each in voice.references())


def _fieldset(voice: Voice, place: int, item: Item) -> str:
    name = f"q{place}"
    legend = f"<legend>{place}. {escape(item.question)}</legend>"
    inside = (
        _matching(voice, name, item)
        if item.asks is Asks.MATCHING
        else "".join(_radio(name, number, each) for number, each in enumerate(item.choices))
    )
    why = f'<p class="why" hidden>{escape(item.feedback)}</p>' if item.feedback else ""
    return (
        f'<fieldset data-item="{item.code}" data-asks="{item.asks}">{legend}{inside}'
        f'<p class="verdict" hidden></p>{why}</fieldset>'
    )


def _radio(name: str, number: int, choice: Choice) -> str:
    right = ' data-right="yes"' if choice.right else ""
    return (
        f'<label><input type="radio" name="{name}" value="{number}"{right}> '
        f"{escape(choice.text)}</label>"
    )


def _matching(voice: Voice, name: str, item: Item) -> str:
    pairs = sorted({choice.pair for choice in item.choices})
    choose = escape(voice.translate("Choose"))
    lines = []
    for number, choice in enumerate(item.choices):
        options = "".join(
            f'<option value="{at}">{escape(pair)}</option>' for at, pair in enumerate(pairs)
        )
        lines.append(
            f'<label for="{name}-{number}">{escape(choice.text)}</label>'
            f'<select id="{name}-{number}" name="{name}-{number}" '
            f'data-right="{pairs.index(choice.pair)}"><option value="">{choose}</option>'
            f"{options}</select>"
        )
    return "".join(lines)
