"""The JSON export: the edition as data, checked by its JSON Schema."""

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import reflexes
from reflexes import editions
from reflexes.describing import SCHEMA_ID, catalogue_schema
from reflexes.digests import digest_of
from reflexes.exporting import FORMATS
from reflexes.exporting.plain_json import write, write_schema
from reflexes.kinds import KINDS

VALIDATOR = Draft202012Validator(
    catalogue_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER
)


@pytest.mark.parametrize("name", editions.names())
def test_json_of_every_edition_keeps_the_schema(name: str) -> None:
    said = json.loads(write(reflexes.load(name)))
    assert [error.json_path for error in VALIDATOR.iter_errors(said)] == []
    assert (said["$schema"], said["edition"]) == (SCHEMA_ID, name)


def test_json_of_a_tree_keeps_the_schema(tree: Any) -> None:
    said = json.loads(write(reflexes.load(tree)))
    assert [error.message for error in VALIDATOR.iter_errors(said)] == []
    assert said["edition"] == ""
    assert "day" not in said


def test_json_gives_the_catalogue_back_and_its_digest(shipped: reflexes.Catalogue) -> None:
    said = json.loads(write(shipped))
    del said["$schema"]
    digest = said.pop("digest")
    again = editions.from_plain(said, digest=digest)

    assert digest_of(said) == digest == shipped.digest
    assert [again.shelf(s).everything for s in KINDS] == [
        shipped.shelf(s).everything for s in KINDS
    ]
    assert again.description == shipped.description


def test_the_schema_is_sound_and_speaks_two_languages() -> None:
    french, english = json.loads(write_schema("fr")), json.loads(write_schema("en"))
    Draft202012Validator.check_schema(french)
    assert french["title"] == "Une édition du catalogue"
    assert english["title"] == "An edition of the catalogue"
    assert list(french["$defs"]) == list(english["$defs"])


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("shelves", "pistes", 0, "rank"), "un", "$.shelves.pistes[0].rank"),
        (("shelves", "sources", 3, "seen_on"), "22/11/2026", "$.shelves.sources[3].seen_on"),
        (("shelves", "recettes"), [], "$.shelves"),
        (("shelves", "controversies", 1, "poles"), [], "$.shelves.controversies[1].poles"),
        (("digest",), "0", "$.digest"),
        (("edition",), "décembre", "$.edition"),
        (("schema",), 1, "$.schema"),
        (("description", "title", "says"), "moi", "$.description.title.says"),
    ],
)
def test_broken_json_is_refused_at_its_place(
    path: tuple[Any, ...], value: Any, place: str, shipped: reflexes.Catalogue
) -> None:
    said = copy.deepcopy(json.loads(write(shipped)))
    inside = said
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    assert {error.json_path for error in VALIDATOR.iter_errors(said)} == {place}


def test_json_is_readable_by_people(shipped: reflexes.Catalogue) -> None:
    text = FORMATS["json"].write(shipped)
    assert isinstance(text, bytes)
    assert "La micro-mobilité professionnelle" in text.decode()
    assert text.endswith(b"}\n")
