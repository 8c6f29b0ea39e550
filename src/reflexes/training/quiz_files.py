"""The bank of questions for learning platforms: Moodle XML, and GIFT as its readable twin.

Moodle publishes no schema of its XML: what its importer reads is followed, and `moodle.rng`, beside
this file, is ours.
"""

from collections.abc import Iterable, Iterator
from html import escape
from xml.etree import ElementTree as ET

from reflexes.training.module import Asks, Choice, Item
from reflexes.training.telling import MARKS, Voice

GIFT_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\~=#{}:"})
RIGHT, WRONG = "100", "0"


def moodle_xml(voice: Voice, *, entry: bool) -> bytes:
    """One quiz as Moodle XML, in a category of its own."""
    root = ET.Element("quiz")
    category = ET.SubElement(root, "question", {"type": "category"})
    place = f"$course$/top/{_category(voice, entry=entry)}"
    ET.SubElement(ET.SubElement(category, "category"), "text").text = place
    for item in voice.module.quiz(entry=entry):
        root.append(_question(voice, item))
    ET.indent(root, " ")
    said = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{said}\n'.encode()


def _category(voice: Voice, *, entry: bool) -> str:
    """The name of the category; a slash would open another one."""
    name = voice.translate("Entry quiz") if entry else voice.translate("Exit quiz")
    return f"{voice.module.title} - {name}".replace("/", "-")


def _question(voice: Voice, item: Item) -> ET.Element:
    kinds = {Asks.CHOICE: "multichoice", Asks.TRUE_FALSE: "truefalse", Asks.MATCHING: "matching"}
    question = ET.Element("question", {"type": kinds[item.asks]})
    _html_free(ET.SubElement(question, "name"), f"{item.code}")
    _formatted(question, "questiontext", item.question)
    _formatted(question, "generalfeedback", _feedback(voice, item))
    ET.SubElement(question, "defaultgrade").text = "1"
    ET.SubElement(question, "penalty").text = "0.3333333"
    ET.SubElement(question, "hidden").text = "0"
    ET.SubElement(question, "idnumber").text = f"{voice.module.code}-{item.code}"
    if item.asks is Asks.CHOICE:
        ET.SubElement(question, "single").text = "true"
        ET.SubElement(question, "shuffleanswers").text = "true"
        ET.SubElement(question, "answernumbering").text = "abc"
    if item.asks is Asks.MATCHING:
        ET.SubElement(question, "shuffleanswers").text = "true"
        for choice in item.choices:
            pair = _formatted(question, "subquestion", choice.text)
            _html_free(ET.SubElement(pair, "answer"), choice.pair)
    else:
        for choice in item.choices:
            question.append(_answer(item, choice))
    tags = ET.SubElement(question, "tags")
    for tag in (item.objective, voice.module.edition):
        _html_free(ET.SubElement(tags, "tag"), tag)
    return question


def _answer(item: Item, choice: Choice) -> ET.Element:
    answer = ET.Element("answer", {"fraction": RIGHT if choice.right else WRONG})
    if item.asks is Asks.TRUE_FALSE:
        # The importer knows these two words alone: the first answer is “true”.
        answer.set("format", "moodle_auto_format")
        ET.SubElement(answer, "text").text = "true" if choice is item.choices[0] else "false"
    else:
        answer.set("format", "html")
        ET.SubElement(answer, "text").text = f"<p>{escape(choice.text)}</p>"
    _formatted(answer, "feedback", choice.feedback)
    return answer


def _formatted(parent: ET.Element, tag: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, tag, {"format": "html"})
    ET.SubElement(made, "text").text = f"<p>{escape(text)}</p>" if text else ""
    return made


def _html_free(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


def _feedback(voice: Voice, item: Item) -> str:
    """Why, then what it rests on with its address: a participant may go and read."""
    said = [item.feedback] if item.feedback else []
    sources = voice.catalogue.sources.everything
    for claim in item.claims[:1]:
        addresses = " ".join(sources[code].addresses[0] for code in claim.sources)
        who = voice.translate(MARKS[claim.says])
        said.append(f"{claim.text} ({who} · {claim.record}) {addresses}".strip())
    return " ".join(said)


def gift(voice: Voice, *, entry: bool) -> bytes:
    """One quiz as GIFT; a matching of fewer than three pairs is left to Moodle XML."""
    name = _category(voice, entry=entry)
    lines = [f"$CATEGORY: $course$/top/{name}", ""]
    lines += _gift_items(voice, voice.module.quiz(entry=entry))
    return ("\n".join(lines) + "\n").encode()


FEWEST_PAIRS = 3


def _gift_items(voice: Voice, items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if item.asks is Asks.MATCHING and len(item.choices) < FEWEST_PAIRS:
            continue
        yield f"// {item.code} [{item.objective}]"
        yield f"::{_gift(item.code)}:: {_gift(item.question)} {{"
        if item.asks is Asks.TRUE_FALSE:
            yield "T" if item.choices[0].right else "F"
        for choice in () if item.asks is Asks.TRUE_FALSE else item.choices:
            if item.asks is Asks.MATCHING:
                yield f"={_gift(choice.text)} -> {_gift(choice.pair)}"
            else:
                feedback = f" #{_gift(choice.feedback)}" if choice.feedback else ""
                yield f"{'=' if choice.right else '~'}{_gift(choice.text)}{feedback}"
        general = _feedback(voice, item)
        if general and item.asks is not Asks.MATCHING:
            yield f"####{_gift(general)}"
        yield "}"
        yield ""


def _gift(text: str) -> str:
    """Text in which nothing is read as a sign of GIFT."""
    return " ".join(text.translate(GIFT_SPECIAL).replace("->", "- >").split())
