"""What packages may offer, whole or broken, and what a code of another catalogue must not break."""

import json
import shutil
import sys
from pathlib import Path

import pytest

import reflexes
from reflexes import editions, inquiry, offering
from reflexes.cli import main
from reflexes.counting import count
from reflexes.exporting import export
from reflexes.wording import translator

ABROAD = "reflexes-publics:reaffectation-agents"
POINTING = """
status = "ours"
title = {{ fr = "Vu ailleurs", en = "Seen elsewhere", says = "ours" }}
known_on = 2027-01-10
about = {about}
fact = {{ fr = "On l’a vu.", says = "source", sources = ["{source}"] }}
"""


def point(tree: Path, *about: str, source: str = "un-billet") -> None:
    """Write an observation that points to other records."""
    folder = tree / "observations"
    folder.mkdir(exist_ok=True)
    said = POINTING.format(about=json.dumps(about), source=source)
    (folder / "vu-ailleurs.toml").write_text(said, "utf-8")


@pytest.fixture
def flood(tree: Path) -> Path:
    """The files of another catalogue, `inondation`, whose codes are those of `tree` but one."""
    folder = tree.parent / "flood"
    shutil.copytree(tree, folder)
    description = folder / "catalogue.toml"
    words = description.read_text("utf-8").replace('name = "essai"', 'name = "inondation"')
    description.write_text(words, "utf-8")
    point(folder, "l-appel", ABROAD)
    return folder


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def offer(site: Path, name: str, value: str) -> None:
    """Say by a distribution's metadata that it offers the catalogue `name`."""
    info = site / f"{name}_catalogue-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-catalogue\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{offering.GROUP}]\n{name} = {value}\n")


def refused(tree: Path, **options: object) -> list[tuple[str, str, str]]:
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree, **options)
    return [(r.kind, r.path, r.expected) for r in caught.value.refusals]


@pytest.mark.parametrize("within", ["", "catalogue"])
@pytest.mark.parametrize("cut", [(), ("2026.05", "2027.01")])
def test_offering_takes_the_folder_that_new_makes_or_one_that_holds_it(
    site: Path, flood: Path, within: str, cut: tuple[str, ...]
) -> None:
    shutil.copytree(flood, site / "crue" / within)
    for name in cut:
        editions.cut(reflexes.load(flood), name, site / "crue" / "editions")
    offer(site, "inondation", "crue")

    assert reflexes.load("inondation").edition == (cut[-1] if cut else "")
    assert len(reflexes.load("inondation")) == len(reflexes.load(flood)) == 5
    assert offering.Neighbours().codes("inondation")["pistes"] == {"telephoner"}
    assert "crue" not in sys.modules


def test_offering_keeps_editions_beside_the_shelves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = inquiry.make(tmp_path / "crue").directory
    cut = ["edition", "cut", "2027.01", "--tree", str(made), "--into", str(made / "editions")]

    assert main(cut) == 0
    assert main(["check", str(made)]) == 0
    assert main(["edition", "verify", str(made / "editions")]) == 0
    (made / "edition").mkdir()

    assert main(["check", str(made), "--lang", "en"]) == 1
    assert "“edition” is not a shelf" in capsys.readouterr().err


@pytest.mark.parametrize(
    "value",
    [
        "no_such_package",
        "no_such_package.inner",
        "broken_package.inner",
        "crue:thing",
        "json.decoder",
        "empty_package",
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_offering_refuses_a_broken_offer_by_name_and_gives_the_others(
    site: Path, flood: Path, value: str, language: str
) -> None:
    shutil.copytree(flood, site / "crue")
    offer(site, "inondation", "crue")
    offer(site, "cassee", value)
    for name, text in (("broken_package", "raise RuntimeError('boom')"), ("empty_package", "")):
        (site / name).mkdir()
        (site / name / "__init__.py").write_text(text)

    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load("cassee")

    words = caught.value.said(translator(language))
    assert "cassee" in words
    assert value in words
    assert len(reflexes.load("inondation")) == 5
    assert offering.names() == ("reflexes-publics", "cassee", "inondation")


def test_offering_passes_over_what_cannot_be_read(site: Path, flood: Path) -> None:
    shutil.copytree(flood, site / "crue")
    offer(site, "inondation", "crue")
    for name, words in (("a", b"\xff"), ("b", b"[reflexes.catalogues\n= x\n"), ("c", b"x = y")):
        offer(site, name, "crue")
        (site / f"{name}_catalogue-1.0.dist-info" / "entry_points.txt").write_bytes(words)

    assert len(reflexes.load("inondation")) == 5
    assert offering.names() == ("reflexes-publics", "inondation")


def test_offering_refuses_an_altered_edition(site: Path, flood: Path) -> None:
    editions.cut(reflexes.load(flood), "2027.01", site / "crue" / "editions")
    offer(site, "inondation", "crue")
    path = site / "crue" / "editions" / "2027.01.json"
    path.write_bytes(path.read_bytes().replace(b"guichet", b"Guichet"))

    with pytest.raises(reflexes.EditionError, match=r"2027\.01 was altered"):
        reflexes.load("inondation")


@pytest.mark.parametrize(
    "asked", ["", ":", "2027", "2027.13", "../no-such-x", "a\x00b", ":2026.11", "a:b:c"]
)
def test_offering_refuses_what_is_no_name(asked: str) -> None:
    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load(asked)

    assert "reflexes-publics" in caught.value.said(translator("fr"))


def test_offering_tells_a_broken_edition_from_a_wrong_code(
    tree: Path, site: Path, flood: Path
) -> None:
    point(tree, "inondation:l-appel")
    editions.cut(reflexes.load(flood), "2027.01", site / "crue" / "editions")
    offer(site, "inondation", "crue")
    assert len(reflexes.load(tree).observations) == 1

    (site / "crue" / "editions" / "2027.01.json").write_text("[", "utf-8")

    assert refused(tree) == [("catalogue-broken", "about[0]", "inondation")]


def test_offering_is_not_needed_where_check_is_told_of_the_other_folder(
    tree: Path, flood: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    point(tree, "inondation:l-appel")

    assert main(["check", str(tree), "--beside", str(flood)]) == 0
    assert main(["check", str(tree), "--lang", "en"]) == 1
    assert "is not at hand" in capsys.readouterr().err


def test_offering_lets_one_code_stand_in_two_catalogues(tree: Path, flood: Path) -> None:
    one, other = reflexes.load(tree), reflexes.load(flood)

    together = reflexes.beside(one, other)

    assert together["essai:l-appel"] is one["l-appel"]
    assert together["inondation:l-appel"] is other["l-appel"]
    assert together.linked("essai:l-appel", "pistes") == ("essai:telephoner",)
    assert together.linked("essai:l-appel", "observations") == ()
    assert together.linked("inondation:l-appel", "observations") == ("inondation:vu-ailleurs",)


def test_offering_suggests_a_code_of_the_other_catalogue(tree: Path, flood: Path) -> None:
    point(tree, "inondation:lappel", source="inondation:telephoner")

    assert refused(tree, beside=[flood]) == [
        ("dangling-abroad-near", "about[0]", "inondation:l-appel"),
        ("dangling-abroad", "fact.sources[0]", "sources"),
    ]


@pytest.mark.parametrize("about", ["a:b:c", ":b", "a:", "A:b", "a: b", "a :b"])
def test_offering_knows_one_form_of_pointer(tree: Path, about: str) -> None:
    point(tree, about)

    assert [each[:2] for each in refused(tree)] == [("malformed", "about")]


@pytest.mark.parametrize(
    "format_", ["json", "csv", "skos", "jsonld", "dcat", "sqlite", "xlsx", "ods"]
)
def test_offering_exports_a_code_of_another_catalogue(
    tmp_path: Path, flood: Path, format_: str
) -> None:
    export(reflexes.load(flood), format_, tmp_path / "made")

    assert (tmp_path / "made").exists()


def test_offering_shows_a_code_of_another_catalogue_and_breaks_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, flood: Path
) -> None:
    catalogue = reflexes.load(flood)
    seen = catalogue.observations["vu-ailleurs"]

    assert [each.code for each in catalogue.linked(seen, "phenomena")] == ["l-appel"]
    assert [each.code for each in catalogue.cited(seen)] == ["un-billet"]
    assert count(catalogue).phenomena[0].voices.observations == 1
    for asked in (
        ["show", seen.code],
        ["graph", seen.code],
        ["graph", seen.code, "--svg", str(tmp_path / "seen.svg")],
        ["graph", "--svg", str(tmp_path / "whole.svg")],
        ["cite", seen.code],
        ["booklet", "--output", str(tmp_path / "booklet.html")],
    ):
        assert main([*asked, "--from", str(flood)]) == 0, asked
    assert ABROAD in capsys.readouterr().out
