"""An edition is frozen, verified when read, and rebuilt as the strict reader would read it."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

import reflexes
from reflexes import editions
from reflexes.conversion import structure
from reflexes.errors import WithdrawnNotice
from reflexes.kinds import KINDS

RELEASED = {
    "2020.05": "58dff6be18ca544e42c694449b14117fe5aefa14d1e2881d36040ab513ac83a2",
    "2020.09": "d1f383e20cafd6fb2c075fdd2b3c720d1974ae9ad985b2f5538a2a7a16667217",
    "2020.11": "3d125ed3634d85a1b06021073217243107ebc39960d4f7d2aff9670fec19da48",
    "2021.01": "b3eb17fd77a3003250106a7b0dbd646b92cb33a93abca06326eb8a0cea050340",
    "2021.09": "bbf14236f5dd7835d6530f56156ab1d78e017da22bd59168fc2d40b2dfed41a3",
    "2023.03": "af8c81332fdad724f599214a373e9ba16e8f1f3b0d63ae446487edfb62127f45",
    "2025.01": "4b062b0836e2d74d8e07ce724f71233b47c0406177f1cf1ee46bff592e207a41",
    "2026.11": "aae199262a3085c6ab7c072d9206556c3a2a5ce4f75b132f83e6203fad5d0d1d",
    "2026.12": "8da1d61d7d9f9bdafc7365a0aa2d91aee723d391bd41ea255f9dc1baeec22a3b",
}
"""The digests as they were when each edition was released: none of them ever changes."""


def test_the_newest_edition_is_loaded(shipped: reflexes.Catalogue) -> None:
    assert shipped.edition == editions.names()[-1] == list(RELEASED)[-1]
    assert shipped.digest == RELEASED[shipped.edition]


def test_released_editions_are_those_of_their_day() -> None:
    assert json.loads((editions.EDITIONS / editions.INDEX).read_text("utf-8")) == RELEASED
    for name, digest in RELEASED.items():
        content = (editions.EDITIONS / f"{name}.json").read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest, name
    assert list(editions.altered()) == []


@pytest.mark.parametrize("name", RELEASED)
def test_every_released_edition_can_be_read_whole(name: str) -> None:
    catalogue = reflexes.load(name)

    assert catalogue.edition == name
    assert len(list(catalogue)) == len(catalogue) > 0
    assert catalogue.day is not None
    assert max(record.known_on for record in catalogue) <= catalogue.day


def test_the_history_of_the_inquiry_is_told_by_its_editions() -> None:
    counts = {
        name: tuple(
            len(reflexes.load(name).shelf(shelf))
            for shelf in ("controversies", "phenomena", "pistes", "orientations", "experiments")
        )
        for name in RELEASED
    }

    assert counts == {
        "2020.05": (6, 11, 0, 0, 0),
        "2020.09": (6, 11, 6, 0, 0),
        "2020.11": (6, 11, 6, 0, 0),
        "2021.01": (6, 11, 8, 3, 0),
        "2021.09": (6, 11, 9, 3, 0),
        "2023.03": (6, 11, 9, 3, 6),
        "2025.01": (6, 11, 9, 3, 11),
        "2026.11": (6, 13, 20, 3, 11),
        "2026.12": (6, 13, 20, 3, 11),
    }


@pytest.mark.parametrize("name", [name for name in RELEASED if name < "2026"])
def test_the_newest_edition_remembers_each_of_them(name: str) -> None:
    edition = reflexes.load(name)
    assert edition.day is not None
    past = reflexes.load("2026.12").on(edition.day)

    assert not edition.compare(past)
    assert past.description == edition.description


def test_an_edition_of_the_first_schema_still_gives_its_former_titles() -> None:
    first = reflexes.load("2026.11").pistes["portage-initiatives-spontanees"]

    assert [former.said.fr for former in first.former_titles] == [
        "Le portage d’initiatives frugales sans permission"
    ]


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
        for plain in said["shelves"].get(name, []):
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

    with pytest.raises(reflexes.EditionError, match=r"Edition 2026\.11 was altered"):
        editions.load_edition("2026.11", directory)


def test_a_released_edition_is_never_cut_again(tree: Path, tmp_path: Path) -> None:
    directory = tmp_path / "editions"
    editions.cut(reflexes.load(tree), "2026.11", directory)

    with pytest.raises(reflexes.EditionError, match="never changes"):
        editions.cut(reflexes.load(tree), "2026.11", directory)


def test_unknown_and_foreign_editions_are_refused(tree: Path, tmp_path: Path) -> None:
    with pytest.raises(reflexes.EditionError, match=r"Known: 2020\.05, .*2026\.11"):
        reflexes.load("1999.01")
    with pytest.raises(reflexes.EditionError, match="edition cut"):
        editions.newest(tmp_path)
    said = editions.to_plain(reflexes.load(tree), "2026.11", dt.date(2026, 11, 22))
    with pytest.raises(reflexes.EditionError, match="schema 99"):
        editions.from_plain({**said, "schema": 99}, digest="")


def test_the_digest_does_not_depend_on_the_order_of_files(
    shipped_tree: reflexes.Catalogue, tmp_path: Path
) -> None:
    first = editions.cut(shipped_tree, "2026.11", tmp_path / "a")
    again = reflexes.load(editions.TREE)

    assert editions.cut(again, "2026.11", tmp_path / "b") == first


def withdraw(tree: Path, **said: str) -> None:
    """Take the piste of the small catalogue off its shelf, in favour of another."""
    path = tree / "pistes/telephoner.toml"
    words = path.read_text("utf-8")
    (tree / "pistes/ecrire.toml").write_text(words.replace("rank = 1", "rank = 2"), "utf-8")
    facts = {"fate": '"renamed"', "replaced_by": '["ecrire"]', **said}
    path.write_text(
        f"{words}\n[withdrawn]\nknown_on = 2026-12-01\nfate = {facts['fate']}\n"
        f"replaced_by = {facts['replaced_by']}\n"
        'reason = { fr = "Mieux nommée.", says = "ours" }\n',
        "utf-8",
    )


def test_a_folder_never_hides_an_edition_of_its_name(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.rename(tmp_path / "2020.09")
    monkeypatch.chdir(tmp_path)

    assert reflexes.load("2020.09").edition == "2020.09"
    assert reflexes.load(Path("2020.09")).name == "essai"
    assert reflexes.load("./2020.09").name == "essai"


def test_an_old_code_still_resolves_with_a_notice(tree: Path, tmp_path: Path) -> None:
    withdraw(tree)
    editions.cut(reflexes.load(tree), "2026.12", tmp_path / "editions")

    for catalogue in (
        reflexes.load(tree),
        editions.load_edition("2026.12", tmp_path / "editions"),
    ):
        assert [piste.code for piste in catalogue.pistes] == ["ecrire"]
        assert len(catalogue.pistes) == 1
        assert "telephoner" in catalogue.pistes
        with pytest.warns(WithdrawnNotice, match="'telephoner' was renamed; use 'ecrire'"):
            old = catalogue["telephoner"]
        assert old.withdrawn.replaced_by == ("ecrire",)
        assert [piste.code for piste in catalogue.pistes.withdrawn] == ["telephoner"]
        assert catalogue.linked(catalogue.phenomena["l-appel"], "pistes") == tuple(catalogue.pistes)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"replaced_by": "[]"}, "replacement-missing"),
        ({"replaced_by": '["ailleurs"]'}, "replacement-unknown"),
        ({"replaced_by": '["telephoner"]'}, "replacement-unknown"),
        ({"fate": '"withdrawn"', "replaced_by": "[]"}, None),
    ],
)
def test_a_withdrawal_says_what_replaces_it(
    tree: Path, said: dict[str, str], kind: str | None
) -> None:
    withdraw(tree, **said)

    if kind is None:
        assert len(reflexes.load(tree).pistes) == 1
        return
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)
    assert [refusal.kind for refusal in caught.value.refusals] == [kind]


def test_replacements_never_go_round(tree: Path) -> None:
    withdraw(tree)
    new = tree / "pistes/ecrire.toml"
    new.write_text(
        new.read_text("utf-8")
        + '\n[withdrawn]\nknown_on = 2026-12-02\nfate = "renamed"\nreplaced_by = ["telephoner"]\n'
        + 'reason = { fr = "Non.", says = "ours" }\n',
        "utf-8",
    )

    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)
    assert {refusal.kind for refusal in caught.value.refusals} == {"replacement-unknown"}


def test_a_past_day_cut_last_loses_no_code(tree: Path, tmp_path: Path) -> None:
    directory = tmp_path / "editions"
    catalogue = reflexes.load(tree)
    editions.cut(catalogue, "2026.11", directory)

    with pytest.raises(reflexes.RefusedError, match="RX506 code-gone"):
        editions.cut(catalogue.on(dt.date(2020, 6, 1)), "2026.12", directory)


def test_nothing_points_to_what_was_withdrawn(tree: Path) -> None:
    withdraw(tree)
    (tree / "evidence").mkdir()
    (tree / "evidence/preuve.toml").write_text(
        """
status = "ours"
title = { fr = "Preuve", en = "Evidence", says = "ours" }
known_on = 2026-12-02
pistes = ["telephoner"]
design = "account"
finding = { fr = "Dit.", says = "ours" }
limits = { fr = "Peu.", says = "ours" }
""",
        "utf-8",
    )

    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)

    (refusal,) = caught.value.refusals
    assert (refusal.kind, refusal.file, refusal.path, refusal.met, refusal.expected) == (
        "points-to-withdrawn",
        "evidence/preuve.toml",
        "pistes[0]",
        "telephoner",
        "ecrire",
    )


def test_former_words_are_of_a_field_that_holds_words(tree: Path) -> None:
    path = tree / "pistes/telephoner.toml"
    path.write_text(
        path.read_text("utf-8")
        + '[[formerly]]\nfield = "rank"\nknown_on = 2020-05-28\n'
        + 'said = { fr = "Un", says = "ours" }\n',
        "utf-8",
    )

    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)

    assert [(r.kind, r.path, r.met) for r in caught.value.refusals] == [
        ("former-of-nothing", "formerly[0].field", "rank")
    ]


def test_a_code_is_never_lost_nor_used_for_another_kind(tree: Path, tmp_path: Path) -> None:
    directory = tmp_path / "editions"
    editions.cut(reflexes.load(tree), "2026.11", directory)
    (tree / "pistes/telephoner.toml").unlink()
    (tree / "sources/telephoner.toml").write_text(
        (tree / "sources/un-billet.toml").read_text("utf-8"), "utf-8"
    )

    with pytest.raises(reflexes.RefusedError) as caught:
        editions.cut(reflexes.load(tree), "2026.12", directory)
    assert [(r.kind, r.file, r.met) for r in caught.value.refusals] == [
        ("code-moved", "pistes/telephoner.toml", "sources")
    ]

    (tree / "sources/telephoner.toml").unlink()
    with pytest.raises(reflexes.RefusedError) as caught:
        editions.cut(reflexes.load(tree), "2026.12", directory)
    assert [(r.kind, r.file, r.expected) for r in caught.value.refusals] == [
        ("code-gone", "pistes/telephoner.toml", "2026.11")
    ]
    assert editions.names(directory) == ("2026.11",)


def test_a_withdrawn_code_never_comes_back(tree: Path, tmp_path: Path) -> None:
    kept = (tree / "pistes/telephoner.toml").read_text("utf-8")
    withdraw(tree)
    directory = tmp_path / "editions"
    editions.cut(reflexes.load(tree), "2026.11", directory)
    (tree / "pistes/telephoner.toml").write_text(kept, "utf-8")

    with pytest.raises(reflexes.RefusedError) as caught:
        editions.cut(reflexes.load(tree), "2026.12", directory)

    assert [(r.kind, r.file, r.expected) for r in caught.value.refusals] == [
        ("code-revived", "pistes/telephoner.toml", "2026.11")
    ]


def test_an_edition_cut_today_never_comes_before_another(tree: Path, tmp_path: Path) -> None:
    directory = tmp_path / "editions"
    catalogue = reflexes.load(tree)
    editions.cut(catalogue, "2026.11", directory)

    with pytest.raises(reflexes.EditionError, match=r"2026\.11 is out.* later month than 2026\.10"):
        editions.cut(catalogue, "2026.10", directory)
    editions.cut(catalogue.on(dt.date(2020, 6, 1)), "2020.06", directory)
    assert editions.names(directory) == ("2020.06", "2026.11")


def test_an_edition_is_cut_whole_or_not_at_all(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "editions"
    editions.cut(reflexes.load(tree), "2026.11", directory)
    before = {path.name: path.read_bytes() for path in directory.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        editions.cut(reflexes.load(tree), "2026.12", directory)
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == before


def test_an_inquiry_reads_its_own_editions_back(tree: Path) -> None:
    editions.cut(reflexes.load(tree), "2026.11", tree / "editions")

    assert reflexes.load(tree).edition == ""
    assert reflexes.load(tree / "editions").edition == "2026.11"
    assert reflexes.load(f"{tree}:2026.11").edition == "2026.11"
    with pytest.raises(reflexes.EditionError, match=r"2026\.12"):
        reflexes.load(f"{tree}:2026.12")


@pytest.mark.parametrize("name", ["2026", "2026.13", "2026-11", "novembre", "../2026.11"])
def test_an_edition_is_named_for_its_month(tree: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(reflexes.EditionError, match="named for its month"):
        editions.cut(reflexes.load(tree), name, tmp_path / "editions")


def test_every_damage_is_refused_by_name(tree: Path, tmp_path: Path) -> None:
    directory = tmp_path / "editions"
    for name in ("2026.10", "2026.11", "2026.12"):
        editions.cut(reflexes.load(tree), name, directory)
    (directory / "2026.10.json").unlink()
    path = directory / "2026.11.json"
    path.write_bytes(path.read_bytes()[:-200])

    wrong = [str(error) for error in editions.altered(directory)]

    assert [words.split(" (")[0].split(":")[0] for words in wrong] == [
        "Edition 2026.10 cannot be read",
        "Edition 2026.11 was altered",
    ]
    with pytest.raises(reflexes.EditionError, match=r"2026\.11 was altered"):
        editions.load_edition("2026.11", directory)
    assert editions.load_edition("2026.12", directory).edition == "2026.12"
    (directory / editions.INDEX).write_text("{", "utf-8")
    with pytest.raises(reflexes.EditionError, match=r"index\.json is broken"):
        editions.names(directory)
