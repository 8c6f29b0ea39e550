"""Every way a file can be wrong has its refusal: its code, its place, what was met, expected."""

import errno
import json
import os
import time
from pathlib import Path
from typing import Any

import attrs
import pytest

import reflexes
from reflexes import opening, reading
from reflexes.cli import main
from reflexes.conversion import structure
from reflexes.errors import Refusal
from reflexes.refusals import CODES, GROUPS, TABLE, reference
from reflexes.wording import sentence, translator
from tests.reflexes.broken_files import (
    CALL,
    CASES,
    DESK,
    PISTE,
    POST,
    Case,
    add,
    replace,
    write,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_bad_input_is_refused_where_it_stands(tree: Path, case: Case) -> None:
    case.spoil(tree)

    (refusal,) = _refusals(tree)

    # The parser's own words change with Python; what matters is that it says where.
    assert refusal.met.endswith(case.met)
    met = refusal.met if case.kind == "broken-toml" else case.met
    assert refusal == Refusal(
        kind=case.kind,
        file=case.file,
        line=case.line,
        path=case.path,
        met=met,
        expected=case.expected,
    )
    assert refusal.code == CODES[case.kind]
    for language in ("fr", "en"):
        words = sentence(refusal, translator(language))
        assert words
        assert "%(" not in words


def _refusals(tree: Path) -> tuple[Refusal, ...]:
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)
    return caught.value.refusals


ELSEWHERE = {
    # What no file can cause: the fallback for a rule without a name of its own.
    "refused",
    # What an edition refuses when it is cut, in test_editions.py.
    "code-gone",
    "code-moved",
    "code-revived",
    # What `reflexes new` refuses, in test_inquiry.py.
    "folder-not-empty",
    "file-in-the-way",
    "name-not-a-code",
    "name-taken",
    # What an installed package causes, in test_side_by_side.py.
    "catalogue-broken",
}


def test_bad_input_every_kind_has_a_broken_file() -> None:
    # The grid (RX9…), modules (RXA…) and evaluations (RXB…) are no part of a catalogue.
    elsewhere = ("RX9", "RXA", "RXB")
    of_the_catalogue = {one.kind for one in TABLE if not one.code.startswith(elsewhere)}

    assert of_the_catalogue - {case.kind for case in CASES} == ELSEWHERE


FROZEN = """
RX001 refused
RX101 missing-file
RX102 bad-file-name
RX103 unknown-shelf
RX104 stray-file
RX105 wrong-extension
RX106 not-a-file
RX107 unreadable-file
RX108 too-big-file
RX109 not-a-folder
RX110 nested-folder
RX111 folder-not-empty
RX112 file-in-the-way
RX201 broken-toml
RX202 not-utf-8
RX203 byte-order-mark
RX204 too-deep
RX205 huge-number
RX301 unknown-key-near
RX302 unknown-key
RX303 missing-key
RX304 wrong-type
RX305 not-a-choice
RX306 code-inside
RX307 former-of-nothing
RX401 empty
RX402 too-long
RX403 too-small
RX404 too-large
RX405 too-few
RX406 too-many
RX407 malformed
RX408 repeated
RX409 several-lines
RX410 outer-spaces
RX411 forbidden-character
RX412 not-an-address
RX413 name-not-a-code
RX501 code-used-twice
RX502 dangling-code-near
RX503 dangling-code
RX504 rank-used-twice
RX505 question-used-twice
RX506 code-gone
RX507 code-moved
RX508 points-to-withdrawn
RX509 replacement-missing
RX510 replacement-unknown
RX511 dangling-abroad-near
RX512 dangling-abroad
RX513 catalogue-not-at-hand
RX514 catalogue-broken
RX515 own-catalogue-named
RX516 name-taken
RX517 code-revived
RX601 not-a-day
RX602 far-day
RX603 day-before
RX701 claim-without-source
RX702 ours-attributed-to-inquiry
RX703 content-without-proposition
RX704 observation-without-origin
RX705 phenomenon-without-observation
RX706 stance-taken-twice
RX801 personal-data
RX802 not-anonymised
RX803 quotation-without-consent
RX901 unknown-question-near
RX902 unknown-question
RX903 question-answered-twice
RX904 question-not-for
RX905 answer-without-support
RX906 support-without-kind
RX907 level-and-not-applicable
RX908 unknown-edition
RX909 edition-without-grid
RX910 other-edition
RX911 not-the-same-object
RXA01 minutes-do-not-add-up
RXA02 length-out-of-bounds
RXA03 no-break
RXA04 talk-too-long
RXA05 vague-verb
RXA06 unknown-verb
RXA07 objective-without-item
RXA08 objective-without-activity
RXA09 unknown-objective
RXA10 group-too-small
RXA11 group-too-large
RXA12 activity-lacks
RXA13 module-code-twice
RXA14 quiz-empty
RXA15 not-one-right-answer
RXA16 true-false-choices
RXA17 choice-without-pair
RXA18 claim-without-record
RXA19 module-other-edition
RXA20 too-many-words-on-slide
RXA21 too-many-words-on-card
RXA22 picture-without-description
RXA23 wrong-picture
RXA24 inject-too-late
RXA25 missing-font
RXA26 fewest-above-most
RXB01 plan-code-twice
RXB02 unknown-plan-code
RXB03 objectives-go-round
RXB04 several-tops
RXB05 primary-unasked
RXB06 percentage-out-of-bounds
RXB07 unit-starts-outside
RXB08 units-miscounted
RXB09 broken-json
RXB11 locked-too-late
RXB12 plan-altered
RXB13 nothing-amended
RXB14 not-a-registration
RXB15 reason-missing
RXB21 question-unanswered
RXB22 unmeasured-without-reason
RXB23 answered-twice
RXB24 estimate-without-indicator
RXB31 table-empty
RXB32 column-missing
RXB33 unreadable-number
RXB34 ambiguous-number
RXB35 unreadable-day
RXB36 units-mixed
RXB37 measured-twice
RXB38 merged-cells
RXB39 formula-without-value
RXB40 not-a-spreadsheet
RXB41 unknown-group
RXB42 too-many-cells
RXB43 measured-later
RXB44 table-too-large
"""


def test_bad_input_codes_are_never_used_again() -> None:
    frozen = [tuple(line.split()) for line in FROZEN.split("\n") if line]

    assert sorted((one.code, one.kind) for one in TABLE) == frozen
    assert len({one.code for one in TABLE}) == len({one.kind for one in TABLE}) == len(TABLE)
    assert {one.code[2] for one in TABLE} == set(GROUPS)


def test_bad_input_reference_lists_every_refusal_in_both_languages() -> None:
    french, english = reference(translator("fr")), reference(str)

    for one in TABLE:
        assert f"| `{one.code}` | `{one.kind}` | " in french
        assert one.sentence % {"met": "…", "expected": "…"} in english
        assert translator("fr")(one.sentence) != one.sentence
    assert "## RX500 · Codes et liens" in french
    assert french.count("\n| `RX") == english.count("\n| `RX") == len(TABLE)


def test_bad_input_of_a_rule_without_a_name_is_still_refused() -> None:
    @attrs.frozen
    class Odd:
        size: int = attrs.field(validator=attrs.validators.lt(3))

    with pytest.raises(reflexes.RefusedError) as caught:
        structure(Odd, {"size": 5}, file="odd.toml")

    (refusal,) = caught.value.refusals
    assert (refusal.code, refusal.kind, refusal.file) == ("RX001", "refused", "odd.toml")
    assert "5" in refusal.expected


@pytest.mark.parametrize(("method", "file", "line"), [("open", PISTE, 0), ("iterdir", "pistes", 0)])
def test_bad_input_without_permission(
    tree: Path, monkeypatch: pytest.MonkeyPatch, method: str, file: str, line: int
) -> None:
    # An administrator of the machine may read everything: the refusal is played.
    real = getattr(Path, method)

    def locked(path: Path, *said: Any, **named: Any) -> Any:
        if path == tree / file:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, *said, **named)

    monkeypatch.setattr(Path, method, locked)

    (refusal,) = _refusals(tree)

    assert refusal[:2] == ("unreadable-file", file)
    assert (refusal.line, refusal.met) == (line, "Permission denied")


ACCEPTED = {
    "line ends of Windows": lambda tree: (tree / PISTE).write_bytes(
        (tree / PISTE).read_bytes().replace(b"\n", b"\r\n")
    ),
    "a source used nowhere": add("sources/autre.toml", POST, "Un billet", "Un autre"),
    "hidden files": write("pistes/.brouillon.toml", "["),
    "hidden folders": write(".git/config", "["),
    "notes beside the records": write("pistes/README.md", "Lire."),
    "an empty shelf": lambda tree: (tree / "evidence").mkdir(),
    "spaces that French typography asks for": replace(PISTE, "Personne", "Personne\u202f!\u00a0"),
    "a tabulation in a text": replace(PISTE, "Personne", r"Personne\t"),
    "a text that ends with its line": replace(
        PISTE, '"Personne ne vient."', '"""\nPersonne ne vient.\n"""'
    ),
    # The clock is not asked: what was right once stays right, on every machine.
    "a day to come": replace(PISTE, "2026-11-22", "2099-11-22"),
    "a hole in the ranks": replace(PISTE, "rank = 1", "rank = 7"),
    "a comment with anything": replace(PISTE, "rank = 1", "rank = 1 # [[[ 'x \u202e"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_bad_input_does_not_include(tree: Path, name: str) -> None:
    ACCEPTED[name](tree)

    assert reflexes.load(tree).pistes["telephoner"].title.en == "Phoning"


def test_bad_input_names_that_differ_by_case_alone(tree: Path) -> None:
    (tree / "pistes/Telephoner.toml").write_text("", encoding="utf-8")
    (tree / "Pistes").mkdir()

    assert {(r.kind, r.file) for r in _refusals(tree)} == {
        ("bad-file-name", "pistes/Telephoner.toml"),
        ("unknown-shelf", "Pistes"),
    }


def test_bad_input_names_that_are_no_text_can_be_printed(tree: Path) -> None:
    (tree / os.fsdecode(b"pistes/\xe9\x1b[31m.toml")).write_text("", encoding="utf-8")

    (refusal,) = _refusals(tree)

    assert refusal.file == r"pistes/\xe9\u001b[31m.toml"
    assert refusal.met.encode() == rb"\udce9\u001b[31m"


def test_bad_input_says_nothing_that_a_terminal_obeys(tree: Path) -> None:
    replace(PISTE, "rank = 1", r'"\u001b[31m\u0007" = 1' + "\nrank = 1")(tree)

    (refusal,) = _refusals(tree)

    assert (refusal.kind, refusal.line) == ("unknown-key", 2)
    assert refusal.met == refusal.path == r"\u001b[31m\u0007"


def test_bad_input_of_an_empty_file_stands_on_its_first_line(tree: Path) -> None:
    write("catalogue.toml", "")(tree)

    assert [(r.kind, r.place, r.path) for r in _refusals(tree)] == [
        ("missing-key", "catalogue.toml:1", key)
        for key in ("description", "licence", "name", "title")
    ]


def test_bad_input_all_at_once_in_the_order_of_files_and_lines(tree: Path) -> None:
    replace(PISTE, "rank = 1", "rank = 0\nzzz = 1")(tree)
    replace(PISTE, '"Personne ne vient."', "12")(tree)
    replace(DESK, '"open"', '""')(tree)
    write("sources/casse.toml", "\n\n=")(tree)

    assert [(r.place, r.code) for r in _refusals(tree)] == [
        (f"{DESK}:10", "RX401"),
        (f"{PISTE}:2", "RX403"),
        (f"{PISTE}:3", "RX302"),
        (f"{PISTE}:8", "RX304"),
        ("sources/casse.toml:3", "RX201"),
    ]
    with pytest.raises(reflexes.RefusedError, match=r"telephoner\.toml:2: rank: RX403 too-small"):
        reflexes.load(tree)


def test_bad_input_of_many_unknown_keys_and_codes_is_told_in_little_time(tree: Path) -> None:
    write("pistes/autre.toml", "".join(f"k{n} = 1\n" for n in range(20_000)))(tree)
    codes = ", ".join(f'"dangling-{n}"' for n in range(5_000))
    replace(CALL, '["un-billet"] }', f"[{codes}] }}")(tree)
    began = time.process_time()

    refusals = _refusals(tree)

    assert len(refusals) > 25_000
    assert time.process_time() - began < 10


def test_bad_input_on_the_terminal_and_as_json(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(PISTE, 'fr = "Personne ne vient."', "fr = 12")(tree)
    replace(PISTE, "rank = 1", "rank = 0")(tree)

    assert main(["check", str(tree)]) == 1
    assert capsys.readouterr().err.split("\n")[:4] == [
        f"{PISTE}:2 · rank  RX403",
        "    Trouvé 0\u202f; au moins 1.",
        f"{PISTE}:7 · problem.fr  RX304",
        "    Trouvé «\u00a012\u00a0»\u202f; attendu\u00a0: un texte entre guillemets.",
    ]
    assert main(["check", str(tree), "--json", "--lang", "en"]) == 1
    assert json.loads(capsys.readouterr().out)["refusals"][1] == {
        "code": "RX304",
        "kind": "wrong-type",
        "file": PISTE,
        "line": 7,
        "path": "problem.fr",
        "met": "12",
        "expected": "text",
        "sentence": "Met “12”, where some text between quotes was expected.",
    }


def test_bad_input_file_that_vanishes_while_refusals_are_told(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(PISTE, "rank = 1", "rank = 0")(tree)

    def vanish(path: Path, file: str) -> str:
        (tree / PISTE).unlink(missing_ok=True)
        return opening.open_text(path, file)

    monkeypatch.setattr(reading, "open_text", vanish)

    assert [(r.kind, r.line) for r in _refusals(tree)] == [("too-small", 0)]
