"""Catalogues that packages offer, and several catalogues side by side."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import reflexes
from reflexes import editions, inquiry, offering
from reflexes.cli import main
from reflexes.exporting import FORMATS
from reflexes.wording import sentence, translator

INONDATION = Path(__file__).parents[2] / "examples" / "inondation"
NOTHING = "neither a file “catalogue.toml” nor a folder “editions”"
Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a package that offers a catalogue where Python looks, as an installer would."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def made(name: str, package: str, *, tree: Path | None = None) -> Path:
        info = site / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {package}\nVersion: 1.0\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[{offering.GROUP}]\n{name} = {package}\n", "utf-8")
        if tree is not None:
            (site / package).mkdir()
            # The package is found and not run.
            (site / package / "__init__.py").write_text("raise SystemExit", "utf-8")
            shutil.copytree(tree, site / package / offering.TREE)
        return site / package

    return made


def refused(what: Path) -> list[reflexes.Refusal]:
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(what)
    return list(caught.value.refusals)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_side_by_side_a_package_offers_its_files(install: Install) -> None:
    install("inondation", "une_crue", tree=INONDATION)

    catalogue = reflexes.load("inondation")

    assert (catalogue.name, catalogue.edition) == ("inondation", "")
    assert len(catalogue) == len(reflexes.load(INONDATION)) > 10
    assert offering.names() == ("reflexes-publics", "inondation")
    with pytest.raises(reflexes.EditionError, match="has files and no editions"):
        reflexes.load("inondation:2027.02")


def test_side_by_side_a_package_offers_its_editions(install: Install) -> None:
    package = install("inondation", "une_crue", tree=INONDATION)
    for name in ("2027.01", "2027.02"):
        editions.cut(reflexes.load(INONDATION), name, package / offering.EDITIONS)
    shutil.rmtree(package / offering.TREE)

    assert reflexes.load("inondation").edition == "2027.02"
    assert reflexes.load("inondation:2027.01").edition == "2027.01"
    with pytest.raises(reflexes.EditionError, match=r"2026\.12.*Known: 2027\.01, 2027\.02\."):
        reflexes.load("inondation:2026.12")


def test_side_by_side_the_catalogue_of_this_library_has_a_name_too() -> None:
    newest = reflexes.load()

    assert reflexes.load("reflexes-publics").digest == newest.digest
    assert reflexes.load(f"reflexes-publics:{newest.edition}").digest == newest.digest


@pytest.mark.parametrize("name", ["absente", "absente:2027.01", "Une Crue", "/nulle/part"])
def test_side_by_side_what_is_unknown_is_refused_with_what_is_at_hand(
    install: Install, name: str
) -> None:
    install("inondation", "une_crue", tree=INONDATION)

    with pytest.raises(reflexes.EditionError) as caught:
        reflexes.load(name)

    said = caught.value.said(translator("fr")).replace("\u00a0", " ")
    assert f"« {name} » n’est ni un dossier, ni une édition, ni un catalogue" in said
    assert "2026.11" in said
    assert said.endswith("reflexes-publics, inondation.")


def test_side_by_side_a_package_that_offers_nothing_is_refused(
    install: Install, tmp_path: Path
) -> None:
    bare = tmp_path / "vide"
    bare.mkdir()
    install("nulle-part", "no_such_package")
    install("vide", "rien", tree=bare)
    install("autre-nom", "une_crue", tree=INONDATION)

    for name, said in (
        ("nulle-part", "no folder of files “no_such_package”"),
        ("vide", NOTHING),
        ("autre-nom", "holds one that calls itself “inondation”"),
    ):
        with pytest.raises(reflexes.EditionError, match=re.escape(said)):
            reflexes.load(name)


def test_side_by_side_two_packages_do_not_offer_the_same_name(install: Install) -> None:
    install("inondation", "une_crue", tree=INONDATION)
    install("inondation", "autre_crue", tree=INONDATION)

    with pytest.raises(reflexes.EditionError, match=r"autre_crue, une_crue\. Take one"):
        reflexes.load("inondation")


def test_side_by_side_nobody_takes_the_name_of_this_library_s_catalogue(install: Install) -> None:
    install("reflexes-publics", "une_crue", tree=INONDATION)

    assert reflexes.load().edition == editions.newest()
    with pytest.raises(reflexes.EditionError, match="une_crue"):
        reflexes.load("reflexes-publics")


def test_side_by_side_an_edition_is_loaded_without_looking_for_packages() -> None:
    program = (
        "import sys, reflexes; reflexes.load(); reflexes.load('2026.11');"
        "print([name in sys.modules for name in ('importlib.metadata', 'reflexes.offering')])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[False, False]\n"


def test_side_by_side_the_readme_of_a_new_inquiry_tells_how_to_offer_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the README says is done to the letter; a real wheel is built and unpacked."""
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415 - slow, for this test alone

    project = tmp_path / "projet"
    package = project / "ma_crue_catalogue"
    package.mkdir(parents=True)
    inquiry.make(package / "catalogue", name="ma-crue")
    (package / "__init__.py").touch()
    readme = (package / "catalogue" / "README.md").read_text("utf-8")
    (told,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    (project / "pyproject.toml").write_text(told, "utf-8")

    with warnings.catch_warnings(action="ignore"):
        (wheel,) = WheelBuilder(str(project)).build(directory=str(tmp_path))
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))

    assert reflexes.load("ma-crue").name == "ma-crue"
    assert "ma-crue" in offering.names()


def test_side_by_side_each_catalogue_keeps_its_codes(shipped: reflexes.Catalogue) -> None:
    flood = reflexes.load(INONDATION)
    together = reflexes.beside(shipped, flood)

    fleet = "inondation:la-flotte-de-quartier"
    assert together[fleet] is flood.pistes["la-flotte-de-quartier"]
    assert len(together) == len(shipped) + len(flood) == len(list(together))
    assert fleet in together
    assert "reflexes-publics:la-flotte-de-quartier" not in together
    assert together.shelf_of(fleet) == "pistes"
    assert list(together.catalogues) == ["reflexes-publics", "inondation"]


def test_side_by_side_ties_are_followed_from_one_catalogue_to_the_other(
    shipped: reflexes.Catalogue,
) -> None:
    together = reflexes.beside(shipped, reflexes.load(INONDATION))
    register = "inondation:registre-de-l-an-passe"

    assert together.linked(register, "phenomena") == (
        "inondation:le-registre-perime",
        "reflexes-publics:plateformes-appel-aller-vers",
    )
    back = together.linked("reflexes-publics:plateformes-appel-aller-vers", "observations")
    assert back[-1] == register
    alone = reflexes.beside(reflexes.load(INONDATION))
    assert alone.linked(register, "phenomena") == ("inondation:le-registre-perime",)


def test_side_by_side_words_are_searched_in_each(shipped: reflexes.Catalogue) -> None:
    together = reflexes.beside(shipped, reflexes.load(INONDATION))

    found = together.search("barque", shelf="observations")

    assert {name: result.total for name, result in found.items()} == {
        "reflexes-publics": 0,
        "inondation": 2,
    }


def test_side_by_side_two_catalogues_of_the_same_name_are_refused(
    shipped: reflexes.Catalogue,
) -> None:
    with pytest.raises(reflexes.SameNameError) as caught:
        reflexes.beside(shipped, reflexes.load("2026.11"))

    said = caught.value.said(translator("fr")).replace("\u00a0", " ")
    assert said.startswith("Deux catalogues portent le nom « reflexes-publics »")


def test_side_by_side_an_unknown_address_suggests_its_neighbours(
    shipped: reflexes.Catalogue,
) -> None:
    together = reflexes.beside(shipped, reflexes.load(INONDATION))

    with pytest.raises(reflexes.UnknownCodeError) as caught:
        together["inondation:la-flote-de-quartier"]

    assert caught.value.near[0] == "inondation:la-flotte-de-quartier"
    for wrong in ("la-flotte-de-quartier", "ailleurs:la-flotte-de-quartier"):
        with pytest.raises(reflexes.UnknownCodeError):
            together.shelf_of(wrong)


def test_side_by_side_a_record_may_point_to_another_catalogue(tree: Path, install: Install) -> None:
    piste = tree / "pistes/telephoner.toml"
    replace(piste, '"l-appel"', '"inondation:le-registre-perime"')

    (missing,) = refused(tree)
    assert (missing.kind, missing.line) == ("catalogue-not-at-hand", 9)
    assert reflexes.load(tree, beside=[INONDATION]).pistes["telephoner"].answers

    package = install("inondation", "une_crue", tree=INONDATION)
    assert reflexes.load(tree).pistes["telephoner"].answers[0].to == "inondation:le-registre-perime"

    editions.cut(reflexes.load(INONDATION), "2027.01", package / offering.EDITIONS)
    shutil.rmtree(package / offering.TREE)
    catalogue = reflexes.load(tree)
    assert catalogue.linked(catalogue.pistes["telephoner"], "phenomena") == ()

    replace(piste, "le-registre-perime", "entretien-accueil")
    (elsewhere,) = refused(tree)
    assert (elsewhere.kind, elsewhere.expected) == ("dangling-abroad", "phenomena, controversies")


def test_side_by_side_a_broken_package_is_told_where_it_is_named(
    tree: Path, install: Install
) -> None:
    install("inondation", "no_such_package")
    replace(tree / "pistes/telephoner.toml", '"l-appel"', '"inondation:x"')

    (refusal,) = refused(tree)

    assert refusal[0] == "catalogue-broken"
    assert (refusal.code, refusal.path) == ("RX514", "answers[0].to")
    assert "reflexes list sources --from inondation" in sentence(refusal, translator("fr"))


def test_side_by_side_two_folders_may_point_to_each_other(tree: Path, tmp_path: Path) -> None:
    other = tmp_path / "autre"
    shutil.copytree(tree, other)
    replace(other / "catalogue.toml", '"essai"', '"autre"')
    for root, to in ((tree, "autre"), (other, "essai")):
        replace(root / "pistes/telephoner.toml", '"l-appel"', f'"{to}:l-appel"')

    together = reflexes.beside(
        reflexes.load(tree, beside=[other]), reflexes.load(other, beside=[tree])
    )

    assert together.linked("essai:l-appel", "pistes") == ("autre:telephoner",)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("phenomena/l-appel.toml", '"le-guichet"', '"reflexes-publics:pilotage"'),
        ("catalogue.toml", '"essai"', '"Essai 2"'),
    ],
)
def test_side_by_side_what_must_stay_at_home_does(
    tree: Path, file: str, old: str, new: str
) -> None:
    replace(tree / file, old, new)

    assert [(each.kind, each.file) for each in refused(tree)] == [("malformed", file)]


def test_side_by_side_exports_hold_no_key_to_another_catalogue(tmp_path: Path) -> None:
    catalogue = reflexes.load(INONDATION)

    base, files = FORMATS["sqlite"].write(catalogue, "fr"), FORMATS["csv"].write(catalogue, "fr")

    assert isinstance(base, bytes)
    assert not isinstance(files, bytes)
    keys = {
        (resource["name"], key["fields"][0])
        for resource in json.loads(files["datapackage.json"])["resources"]
        for key in resource["schema"]["foreignKeys"]
    }
    assert ("pistes_strengthens", "principle") not in keys
    assert ("pistes_answers", "to") in keys
    (tmp_path / "base.sqlite").write_bytes(base)
    connection = sqlite3.connect(tmp_path / "base.sqlite")
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    told = connection.execute("SELECT principle FROM pistes_strengthens").fetchall()
    connection.close()
    assert broken == []
    assert told == [("reflexes-publics:entraide",)]


def test_side_by_side_the_command_line_takes_the_name_of_a_catalogue(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("inondation", "une_crue", tree=INONDATION)

    assert main(["show", "la-flotte-de-quartier", "--from", "inondation"]) == 0
    assert "La flotte de quartier" in capsys.readouterr().out
    assert main(["list", "pistes", "--from", "inondatio", "--lang", "en"]) == 2
    assert "no catalogue at hand" in capsys.readouterr().err
