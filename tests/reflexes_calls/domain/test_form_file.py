"""A form goes out as a file and comes back the same; what is wrong is refused all at once."""

import re
from pathlib import Path

import pytest

from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.form import (
    FIXED_KINDS,
    RESERVED_CODES,
    Kind,
    Phase,
    Test,
    form_of,
    ready_form,
)
from reflexes_calls.domain.form_file import (
    LONGEST_FILE,
    FilePlace,
    form_text,
    place_of,
    read_form_text,
)

PAGE = Path(__file__).parents[3] / "docs" / "form-file.md"
ROW = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)
BOTH = """
[[sections]]
code = "trial"
title = { fr = "L’essai" }
[[sections.questions]]
code = "title"
kind = "line"
label = { fr = "Titre" }
[[sections.questions]]
code = "summary"
kind = "prose"
label = { fr = "Résumé" }
"""


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        read_form_text(text)
    return [(each.field, each.kind) for each in caught.value.refusals]


def test_the_ready_form_comes_back_from_its_file() -> None:
    assert read_form_text(form_text(ready_form()), number=1) == ready_form()


def test_a_file_written_by_hand_is_read() -> None:
    form = read_form_text(BOTH, number=3)
    assert [each.code for each in form.questions()] == ["title", "summary"]
    assert form.number == 3


def test_every_refusal_is_said_at_once_with_its_line_and_path() -> None:
    wrong = BOTH + (
        "[[sections.questions]]\n"
        'code = "Mon Code"\n'
        'kind = "poem"\n'
        "optional = 1\n"
        'choices = [{ code = "a" }, { code = "a" }]\n'
        'moon = "blue"\n'
        "maximum = true\n"
    )
    assert refused(wrong) == [
        ("line 14 sections[0].questions[2].code", "toml-code"),
        ("line 15 sections[0].questions[2].kind", "toml-choice"),
        ("line 16 sections[0].questions[2].optional", "toml-needs-tick"),
        ("line 17 sections[0].questions[2].choices[1].code", "form-same-code"),
        ("line 18 sections[0].questions[2].moon", "toml-unknown-key"),
        ("line 19 sections[0].questions[2].maximum", "toml-needs-number"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sections = [", [("line 1", "toml-value")]),
        ("sections = [\n1,\n\n", [("line 2", "toml-value")]),
        ("a = [1", [("line 1", "toml-brackets")]),
        ("[a", [("line 1", "toml-brackets")]),
        ("a = 1\nb = ", [("line 2", "toml-value")]),
        ("a = 1\nthis is no file", [("line 2", "toml-equals")]),
        ("a = “oui”", [("line 1", "toml-value")]),
        ('a = "oui', [("line 1", "toml-quotes")]),
        ('a = "oui\n', [("line 1", "toml-quotes")]),
        ("a = 1\na = 2", [("line 2", "toml-twice")]),
        ("a = 1 b", [("line 1", "toml-unreadable")]),
        ("", [("", "toml-empty")]),
        (" \n", [("", "toml-empty")]),
        ("schema = 1", [("line 1 sections", "toml-missing")]),
        ("schema = 9\n" + BOTH, [("line 1 schema", "toml-choice")]),
        (
            BOTH.replace('"prose"', '"line"'),
            [("line 11 sections[0].questions[1].kind", "form-fixed-kind")],
        ),
        (
            BOTH + '[[sections.questions]]\ncode = "do"\nkind = "line"\n',
            [("line 14 sections[0].questions[2].code", "form-reserved-code")],
        ),
        (
            BOTH + '[[sections.questions]]\ncode = "title"\nkind = "line"\n',
            [("line 14 sections[0].questions[2].code", "form-same-code")],
        ),
        (
            BOTH.replace("Résumé", "R\\u0000"),
            [("line 12 sections[0].questions[1].label.fr", "unreadable")],
        ),
        ("x" * (LONGEST_FILE + 1), [("", "toml-long")]),
        ("a = " + "[" * 5000, [("line 1", "toml-unreadable")]),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, found: list[tuple[str, str]]) -> None:
    assert refused(text) == found


def test_bounds_are_said_and_the_place_is_told_by_its_words() -> None:
    text = BOTH + "max_length = -4\n[[sections.questions]]\nkind = 'line'\ncode = 'a'\nhelp = 3\n"
    with pytest.raises(Invalid) as caught:
        read_form_text(text)
    bound, help_ = caught.value.refusals
    assert (bound.kind, bound.met, bound.expected) == ("toml-between", "-4", "1 – 20000")
    assert place_of(text, bound.field) == FilePlace(
        line="13", named="Résumé", key="max_length", in_question=True
    )
    assert place_of(text, help_.field) == FilePlace(
        line="17", named="a", key="help", in_question=True
    )
    assert place_of(text, "line 2 sections[0].title") == FilePlace(
        line="2", named="L’essai", key="title"
    )
    assert place_of(text, "line 3") == FilePlace(line="3")
    assert place_of(text, "") == FilePlace(line="")


def test_what_is_written_by_default_is_left_out() -> None:
    form = form_of({"sections": [{"code": "s", "questions": [{"code": "a", "kind": "line"}]}]}, 1)
    assert "optional" not in form_text(form)
    assert "max_length" not in form_text(form)


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Keys of the file", "moon = 1\n" + BOTH),
        ("Keys of a section", BOTH.replace("title = {", "moon = 1\ntitle = {", 1)),
        ("Keys of a question", BOTH + "moon = 1\n"),
    ],
)
def test_the_documentation_tells_every_key_and_no_other(heading: str, text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_form_text(text)
    (refusal,) = caught.value.refusals
    assert refusal.kind == "toml-unknown-key"
    assert told(heading) == set(refusal.expected.split(", "))


def told(heading: str) -> set[str]:
    """What the first column of a table of the documentation names."""
    after = PAGE.read_text("utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return {name for cell in ROW.findall(after) for name in re.findall(r"`([^`]+)`", cell)} - {
        "kind" if heading.startswith("Kinds") else "",
        "test" if heading == "Conditions" else "",
    }


def test_the_documentation_tells_every_kind_and_every_test() -> None:
    assert told("Kinds of answers") == {each.value for each in Kind}
    assert told("Conditions") == {each.value for each in Test}
    page = PAGE.read_text("utf-8")
    for name in {*Phase, *RESERVED_CODES}:
        assert f"`{name}`" in page
    for code, kind in FIXED_KINDS.items():
        assert re.search(rf"`{code}` \((?:of kind )?`{kind}`\)", page.replace("\n  ", " ")), code
