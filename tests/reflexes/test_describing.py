"""What the fields say of themselves: the schema refuses what the reader refuses."""

import copy
import datetime as dt
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import reflexes
from reflexes import describing
from reflexes.conversion import plain, structure
from reflexes.describing import choices_of, described, json_schema, used_by
from reflexes.description import Description
from reflexes.errors import RefusedError
from reflexes.fields import spec_of
from reflexes.kinds import KINDS
from reflexes.piste import Piste, Tie
from reflexes.sources import Confidence
from reflexes.texts import Text
from reflexes.wording import translator

CHECKER = Draft202012Validator.FORMAT_CHECKER
VALIDATORS = {
    shelf: Draft202012Validator(json_schema(kind), format_checker=CHECKER)
    for shelf, kind in KINDS.items()
}
RECORDS = [
    (shelf, plain(record)) for shelf in KINDS for record in list(reflexes.load().shelf(shelf))[:8]
]
STRANGE = [
    0,
    -1,
    12,
    1.5,
    True,
    "",
    "  ",
    "texte",
    "Pas Un Code",
    "entraide",
    "entraide\n",
    "ours",
    "fr",
    "2020",
    "2020-04",
    "2020-05-28",
    "2020-13-45",
    "2020-05-28\n",
    "x" * 241,
    "x" * 6001,
    [],
    ["entraide"],
    ["fr", "de"],
    [12],
    {},
    {"fr": "Mot"},
    {"fr": "Mot", "en": "Word", "says": "ours"},
]


def thawed(said: Any, kind: Any) -> Any:
    """The plain form as TOML would give it: whole days are days."""
    if not isinstance(said, dict):
        return said
    fields = {field.name: field for field in described(kind)}
    return {key: _thawed(value, fields.get(key)) for key, value in said.items()}


def _thawed(value: Any, field: Any) -> Any:
    if field is None:
        return value
    if field.is_record:
        if field.many and isinstance(value, list):
            return [thawed(item, field.kind) for item in value]
        return thawed(value, field.kind)
    if field.kind is dt.date and isinstance(value, str):
        try:
            return dt.date.fromisoformat(value) if re.fullmatch(r"[\d-]{10}", value) else value
        except ValueError:
            return value
    return value


def reader_refuses(shelf: str, said: Any) -> bool:
    try:
        structure(KINDS[shelf], thawed(said, KINDS[shelf]))
    except RefusedError:
        return True
    return False


def places(said: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything inside plain data."""
    items = said.items() if isinstance(said, dict) else enumerate(said)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A shipped record in which one thing is changed, which may or may not spoil it."""
    shelf, said = draw(st.sampled_from(RECORDS))
    said = copy.deepcopy(said)
    path = draw(st.sampled_from(list(places(said))))
    inside: Any = said
    for step in path[:-1]:
        inside = inside[step]
    match draw(st.sampled_from(["replace", "remove", "add", "repeat"])):
        case "remove":
            del inside[path[-1]]
        case "add" if isinstance(inside, dict):
            names = ["note", "rank", "translated", "sources", "withdrawn", "inconnu"]
            inside[draw(st.sampled_from(names))] = draw(st.sampled_from(STRANGE))
        case "repeat" if isinstance(inside, list):
            inside.append(copy.deepcopy(inside[path[-1]]))
        case _:
            inside[path[-1]] = draw(st.sampled_from(STRANGE))
    return shelf, said


def has_empty_code(said: Any) -> bool:
    """What the schema refuses at once and the reader when it looks for the record."""
    if isinstance(said, dict):
        return any(
            (
                key in {"sources", "pistes", "organisations", "about", "partner_territory"}
                and isinstance(value, list)
                and "" in value
            )
            or has_empty_code(value)
            for key, value in said.items()
        )
    return isinstance(said, list) and any(map(has_empty_code, said))


@given(spoilt())
@settings(max_examples=400, deadline=None)
def test_the_schema_refuses_what_the_reader_refuses(case: tuple[str, dict[str, Any]]) -> None:
    shelf, said = case
    if has_empty_code(said):
        assert not VALIDATORS[shelf].is_valid(said)
        return
    errors = [
        f"{error.json_path}: {error.message}" for error in VALIDATORS[shelf].iter_errors(said)
    ]
    assert bool(errors) == reader_refuses(shelf, said), errors


@pytest.mark.parametrize("shelf", KINDS)
def test_every_record_keeps_the_schema_of_its_kind(shelf: str) -> None:
    Draft202012Validator.check_schema(json_schema(KINDS[shelf]))
    for record in reflexes.load().shelf(shelf):
        assert list(VALIDATORS[shelf].iter_errors(plain(record))) == []


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"rank": "un"}, "$.rank"),
        ({"rank": 0}, "$.rank"),
        ({"known_on": "2020-02-30"}, "$.known_on"),
        ({"status": "certain"}, "$.status"),
        ({"titre": "x"}, "$"),
        ({"title": {"fr": "Un", "en": "One"}}, "$.title"),
        ({"title": {"fr": " ", "en": "One", "says": "ours"}}, "$.title.fr"),
        ({"title": {"fr": "x" * 241, "en": "One", "says": "ours"}}, "$.title.fr"),
        ({"answers": [{"to": "Pas un code", "says": "ours"}]}, "$.answers[0].to"),
        (
            {"answers": [{"to": "l-appel", "says": "ours", "sources": [3]}]},
            "$.answers[0].sources[0]",
        ),
    ],
)
def test_the_schema_names_the_place(said: dict[str, Any], path: str) -> None:
    record = plain(reflexes.load().pistes["micro-mobilite-professionnelle"]) | said
    assert [error.json_path for error in VALIDATORS["pistes"].iter_errors(record)] == [path]
    assert reader_refuses("pistes", record)


@pytest.mark.parametrize("count", [1, 3])
def test_the_schema_counts_the_parts(count: int) -> None:
    record = plain(next(iter(reflexes.load().controversies)))
    record["poles"] = (record["poles"] * 2)[:count]
    errors = list(VALIDATORS["controversies"].iter_errors(record))
    assert [error.json_path for error in errors] == ["$.poles"]
    assert reader_refuses("controversies", record)


def test_what_the_schema_says_otherwise_than_the_reader() -> None:
    record = plain(reflexes.load().pistes["micro-mobilite-professionnelle"])

    whole_in_disguise = record | {"rank": 1.0}
    assert VALIDATORS["pistes"].is_valid(whole_in_disguise)
    assert reader_refuses("pistes", whole_in_disguise)

    null = record | {"withdrawn": None}
    assert not VALIDATORS["pistes"].is_valid(null)
    assert not reader_refuses("pistes", null)

    nowhere = record | {"answers": [{"to": "nulle-part", "says": "inquiry"}]}
    assert VALIDATORS["pistes"].is_valid(nowhere)


def test_the_schema_carries_words_limits_and_shelves() -> None:
    tie = json_schema(Piste, "en")["$defs"]["Tie"]
    assert tie["properties"]["to"]["description"] == "To be found in: Phenomena, Controversies."
    assert tie["properties"]["to"]["maxLength"] == 160
    assert tie["required"] == ["to", "says"]
    assert json_schema(Piste, "fr")["properties"]["rank"] == {
        "title": "Rang",
        "type": "integer",
        "minimum": 1,
    }
    assert json_schema(Piste)["$defs"]["Says"]["enum"] == ["inquiry", "source", "ours"]


def test_described_reads_every_shape_of_field() -> None:
    fields = {field.name: field for field in described(Piste)}
    assert (fields["problem"].kind, fields["problem"].nullable) == (Text, True)
    assert (fields["answers"].kind, fields["answers"].many) == (Tie, True)
    assert (fields["known_on"].kind, fields["known_on"].required) == (dt.date, True)
    assert Tie in used_by(Piste)
    assert Piste not in used_by(Piste)


def test_a_field_without_words_is_refused() -> None:
    @attrs.frozen
    class Mute:
        said: str

    with pytest.raises(TypeError, match="said has no words"):
        described(Mute)


def test_choices_come_with_their_docstrings() -> None:
    said = choices_of(Confidence)
    assert list(said) == [member.value for member in Confidence]
    assert said["excerpt"] == "First-hand, an excerpt only."

    assert choices_of(describing.described(Piste)[4].kind)["attested"] == ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_reference_says_every_field_and_every_choice(language: str) -> None:
    page = describing.reference(language)
    translate = translator(language)
    inner = {one for kind in (Description, *KINDS.values()) for one in used_by(kind)}
    for kind in (Description, *KINDS.values(), *inner):
        section = describing.reference_of(kind, language, level=3 if kind in inner else 2)
        assert section in page
        if issubclass(kind, StrEnum):
            assert all(f"\n- `{member.value}`" in section for member in kind)
            continue
        for attribute in attrs.fields(kind):
            spec = spec_of(attribute)
            assert spec is not None
            assert f"| `{attribute.name}` | {translate(spec.label)} |" in section


def test_the_links_of_the_reference_lead_to_its_headings() -> None:
    page = describing.reference("fr")
    headings = {
        re.sub(r"[^\w-]", "", line.lstrip("# ").lower().replace(" ", "-"))
        for line in page.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= headings


def test_every_row_of_the_reference_has_six_cells() -> None:
    tables = [line for line in describing.reference("en").splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} == {7}


def words() -> Iterator[str]:
    """Every message id that describing the records may say."""
    inner = {one for kind in (Description, *KINDS.values()) for one in used_by(kind)}
    for kind in (Description, *KINDS.values(), *inner):
        yield describing.name_of(kind)
        yield describing.purpose_of(kind)
        yield from describing.remarks_of(kind)
        if issubclass(kind, StrEnum):
            yield from filter(None, choices_of(kind).values())
    yield from map(describing.shelf_words, KINDS)
    yield from describing.TYPES.values()


def test_every_word_of_the_reference_is_translated() -> None:
    translate = translator("fr")
    # Words that are the same in both languages.
    same = {
        "Description",
        "Source",
        "Sources",
        "Principle",
        "Orientation",
        "Orientations",
        "Piste",
        "Pistes",
        "Organisation",
        "Organisations",
        "Observation",
        "Observations",
        "Programme",
    }
    assert [word for word in words() if word not in same and translate(word) == word] == []
