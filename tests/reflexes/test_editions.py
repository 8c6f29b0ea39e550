"""An edition is frozen, verified when read, and rebuilt as the strict reader would read it."""

import datetime as dt
import json
from pathlib import Path

import pytest

import reflexes
from reflexes import editions
from reflexes.conversion import structure
from reflexes.kinds import KINDS


def test_the_newest_edition_is_loaded(shipped: reflexes.Catalogue) -> None:
    assert shipped.edition == editions.names()[-1] == "2026.11"
    assert len(shipped.digest) == 64


def test_an_edition_rebuilds_what_the_files_say(tree: Path, tmp_path: Path) -> None:
    read = reflexes.load(tree)
    digest = editions.cut(read, "2026.11", tmp_path / "editions")

    loaded = editions.load_edition("2026.11", tmp_path / "editions")

    assert loaded.digest == digest
    for name in KINDS:
        assert list(loaded.shelf(name)) == list(read.shelf(name))


def test_the_fast_reader_and_the_strict_one_agree_on_the_shipped_edition(
    shipped: reflexes.Catalogue,
) -> None:
    said = json.loads((editions.EDITIONS / f"{shipped.edition}.json").read_bytes())
    for name, kind in KINDS.items():
        for plain in said["shelves"][name]:
            assert structure(kind, _native(plain)) == shipped.shelf(name)[plain["code"]]


def _native(value: object, key: str = "") -> object:
    if isinstance(value, dict):
        return {k: _native(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_native(v) for v in value]
    return dt.date.fromisoformat(str(value)) if key in ("known_on", "seen_on") else value


def test_an_altered_edition_is_refused(tree: Path, tmp_path: Path) -> None:
    directory = tmp_path / "editions"
    editions.cut(reflexes.load(tree), "2026.11", directory)
    path = directory / "2026.11.json"
    path.write_bytes(path.read_bytes().replace("Téléphoner".encode(), b"Telephoner"))

    with pytest.raises(reflexes.EditionError, match="was altered"):
        editions.load_edition("2026.11", directory)


def test_a_released_edition_is_never_cut_again(tree: Path, tmp_path: Path) -> None:
    directory = tmp_path / "editions"
    editions.cut(reflexes.load(tree), "2026.11", directory)

    with pytest.raises(reflexes.EditionError, match="never changes"):
        editions.cut(reflexes.load(tree), "2026.11", directory)


def test_unknown_and_foreign_editions_are_refused(tree: Path, tmp_path: Path) -> None:
    with pytest.raises(reflexes.EditionError, match=r"known: 2026\.11"):
        reflexes.load("1999.01")
    with pytest.raises(reflexes.EditionError, match="edition cut"):
        editions.newest(tmp_path)
    said = editions.to_plain(reflexes.load(tree), "2026.11")
    with pytest.raises(reflexes.EditionError, match="schema 99"):
        editions.from_plain({**said, "schema": 99}, digest="")


def test_the_digest_does_not_depend_on_the_order_of_files(
    shipped_tree: reflexes.Catalogue, tmp_path: Path
) -> None:
    first = editions.cut(shipped_tree, "2026.11", tmp_path / "a")
    again = reflexes.load(editions.TREE)

    assert editions.cut(again, "2026.11", tmp_path / "b") == first
