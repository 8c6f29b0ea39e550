"""Several catalogues side by side: offered by packages, found by name, pointing to each other."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import reflexes
from reflexes import editions, offering
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


def offer(site: Path, name: str, value: str, package: str = "") -> None:
    """Say by a distribution's metadata that it offers the catalogue `name`."""
    package = package or f"{name}-catalogue"
    info = site / f"{package.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{offering.GROUP}]\n{name} = {value}\n")


def ship(site: Path, flood: Path, *cut: str) -> Path:
    """Put the flood into a package, with the editions called `cut`."""
    folder = site / "flood_catalogue"
    shutil.copytree(flood, folder / "catalogue")
    for name in cut:
        editions.cut(reflexes.load(flood), name, folder / "editions")
    return folder


def said(caught: pytest.ExceptionInfo[reflexes.EditionError]) -> str:
    return caught.value.said(translator("fr"))


def test_side_by_side_a_package_offers_its_files(site: Path, flood: Path) -> None:
    ship(site, flood)
    offer(site, "inondation", "flood_catalogue")

    catalogue = reflexes.load("inondation")

    assert (catalogue.name, catalogue.edition, len(catalogue)) == ("inondation", "", 5)
    assert "flood_catalogue" not in sys.modules


def test_side_by_side_a_package_offers_its_editions(site: Path, flood: Path) -> None:
    ship(site, flood, "2026.05", "2027.01")
    offer(site, "inondation", "flood_catalogue")

    assert reflexes.load("inondation").edition == "2027.01"
    assert reflexes.load("inondation:2026.05").edition == "2026.05"
    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load("inondation:2031.01")
    assert "2026.05, 2027.01" in said(caught)
    assert reflexes.load("reflexes-publics").digest == reflexes.load().digest
    assert reflexes.load("reflexes-publics:2026.11").edition == "2026.11"


def test_side_by_side_an_altered_edition_of_a_package_is_refused(site: Path, flood: Path) -> None:
    folder = ship(site, flood, "2027.01")
    offer(site, "inondation", "flood_catalogue")
    path = folder / "editions" / "2027.01.json"
    path.write_bytes(path.read_bytes().replace(b"guichet", b"Guichet"))

    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load("inondation")

    assert "2027.01" in said(caught)


@pytest.mark.parametrize(
    "asked", ["inondation", "ailleurs:2027.01", "", ":", "2027", "x" * 5000, "../x", "a\x00b"]
)
def test_side_by_side_an_unknown_name_is_refused_plainly(asked: str) -> None:
    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load(asked)

    assert "reflexes-publics" in said(caught)
    assert "2026.11" in said(caught)


BROKEN = "raise RuntimeError('boom')"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("no_such_package", "no_such_package"),
        ("no_such_package.inner", "no_such_package.inner"),
        ("broken_package.inner", "broken_package.inner"),
        ("flood_catalogue:thing", "flood_catalogue:thing"),
        ("json.decoder", "json.decoder"),
        ("empty_package", "empty_package)"),
    ],
)
def test_side_by_side_a_broken_offer_is_refused_by_name(
    site: Path, flood: Path, value: str, words: str
) -> None:
    ship(site, flood)
    offer(site, "inondation", "flood_catalogue")
    offer(site, "cassee", value)
    for name, text in (("broken_package", BROKEN), ("empty_package", "")):
        (site / name).mkdir()
        (site / name / "__init__.py").write_text(text)

    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load("cassee")

    assert "cassee" in said(caught)
    assert words in said(caught)
    assert len(reflexes.load("inondation")) == 5
    assert offering.names() == ("reflexes-publics", "cassee", "inondation")


def test_side_by_side_an_offer_keeps_its_own_name(site: Path, flood: Path) -> None:
    ship(site, flood)
    offer(site, "crue", "flood_catalogue")

    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load("crue")

    assert "«\u00a0crue\u00a0»" in said(caught)
    assert "«\u00a0inondation\u00a0»" in said(caught)


def test_side_by_side_two_packages_may_not_offer_one_name(site: Path, flood: Path) -> None:
    ship(site, flood)
    offer(site, "inondation", "flood_catalogue", "premier")
    offer(site, "inondation", "flood_catalogue", "second")
    offer(site, "reflexes-publics", "flood_catalogue", "troisieme")

    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load("inondation")
    assert "premier, second" in said(caught)
    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load("reflexes-publics")
    assert "troisieme" in said(caught)
    assert reflexes.load().name == "reflexes-publics"


def test_side_by_side_packages_are_looked_for_only_when_a_name_asks_for_it() -> None:
    code = (
        "import sys, reflexes; reflexes.load(); reflexes.load('2026.11');"
        "print('importlib.metadata' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_side_by_side_a_record_is_found_by_name_and_code(
    shipped: reflexes.Catalogue, flood: Path
) -> None:
    other = reflexes.load(flood)

    together = reflexes.beside(shipped, other)

    assert together["inondation:telephoner"] is other.pistes["telephoner"]
    assert together[ABROAD] is shipped[ABROAD.partition(":")[2]]
    assert len(together) == len(shipped) + len(other) == len(list(together))
    assert list(together.catalogues) == ["reflexes-publics", "inondation"]
    assert together.shelf_of("inondation:telephoner") == "pistes"
    assert "inondation:telephoner" in together
    for absent in ("telephoner", "inondation:reaffectation-agents", "autre:x", 3):
        assert absent not in together
    with pytest.raises(reflexes.UnknownCodeError) as caught:
        together["inondation:telephonner"]
    assert "inondation:telephoner" in caught.value.near


def test_side_by_side_one_code_may_stand_in_two_catalogues(tree: Path, flood: Path) -> None:
    one, other = reflexes.load(tree), reflexes.load(flood)

    together = reflexes.beside(one, other)

    assert together["essai:l-appel"] is one["l-appel"]
    assert together["inondation:l-appel"] is other["l-appel"]
    assert together.linked("essai:l-appel", "pistes") == ("essai:telephoner",)
    assert together.linked("essai:l-appel", "observations") == ()
    assert together.linked("inondation:l-appel", "observations") == ("inondation:vu-ailleurs",)


def test_side_by_side_a_tie_is_followed_from_one_catalogue_to_another(
    shipped: reflexes.Catalogue, flood: Path
) -> None:
    together = reflexes.beside(shipped, reflexes.load(flood))

    assert "inondation:vu-ailleurs" in together.linked(ABROAD, "observations")
    assert together.linked("inondation:vu-ailleurs", "phenomena") == ("inondation:l-appel", ABROAD)
    alone = reflexes.beside(reflexes.load(flood))
    assert alone.linked("inondation:vu-ailleurs", "phenomena") == ("inondation:l-appel",)


def test_side_by_side_a_search_names_each_catalogue(
    shipped: reflexes.Catalogue, flood: Path
) -> None:
    found = reflexes.beside(shipped, reflexes.load(flood)).search("guichet", limit=3)

    assert list(found) == ["reflexes-publics", "inondation"]
    assert found["inondation"].hits[0].record.code == "le-guichet"
    assert len(found["reflexes-publics"].hits) <= 3


def test_side_by_side_two_catalogues_of_one_name_are_refused(shipped: reflexes.Catalogue) -> None:
    with pytest.raises(reflexes.SameNameError) as caught:
        reflexes.beside(shipped, reflexes.load("2026.11"))

    assert "«\u00a0reflexes-publics\u00a0»" in caught.value.said(translator("fr"))


def refused(tree: Path, **options: object) -> list[tuple[str, str, str]]:
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree, **options)  # type: ignore[arg-type]
    return [(r.kind, r.path, r.expected) for r in caught.value.refusals]


def test_side_by_side_a_record_points_to_a_catalogue_at_hand(
    tree: Path, site: Path, flood: Path
) -> None:
    point(tree, "inondation:l-appel", source="inondation:un-billet")

    assert refused(tree) == [
        ("catalogue-not-at-hand", "about[0]", "reflexes-publics"),
        ("catalogue-not-at-hand", "fact.sources[0]", "reflexes-publics"),
    ]
    given = reflexes.load(tree, beside=[flood])
    assert given.observations["vu-ailleurs"].about == ("inondation:l-appel",)
    ship(site, flood, "2027.01")
    offer(site, "inondation", "flood_catalogue")
    assert len(reflexes.load(tree).observations) == 1


def test_side_by_side_a_code_must_stand_on_its_shelf_in_the_other_catalogue(
    tree: Path, flood: Path
) -> None:
    point(tree, "inondation:lappel", source="inondation:telephoner")

    assert refused(tree, beside=[flood]) == [
        ("dangling-abroad-near", "about[0]", "inondation:l-appel"),
        ("dangling-abroad", "fact.sources[0]", "sources"),
    ]


def test_side_by_side_a_broken_package_is_told_from_a_missing_one(tree: Path, site: Path) -> None:
    offer(site, "cassee", "no_such_package")
    point(tree, "cassee:l-appel")

    assert refused(tree) == [("catalogue-broken", "about[0]", "cassee")]


@pytest.mark.parametrize("about", ["a:b:c", ":b", "a:", "A:b", "a: b", "a :b"])
def test_side_by_side_a_pointer_has_one_form(tree: Path, about: str) -> None:
    point(tree, about)

    assert [each[:2] for each in refused(tree)] == [("malformed", "about")]


@pytest.mark.parametrize(
    "format_", ["json", "csv", "skos", "jsonld", "dcat", "sqlite", "xlsx", "ods"]
)
def test_side_by_side_a_code_of_another_catalogue_is_exported(
    tmp_path: Path, flood: Path, format_: str
) -> None:
    export(reflexes.load(flood), format_, tmp_path / "made")

    assert (tmp_path / "made").exists()


def test_side_by_side_a_code_of_another_catalogue_breaks_nothing_else(
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
