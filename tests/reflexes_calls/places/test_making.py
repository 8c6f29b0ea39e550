"""The file of territories is made from packages: what stands, what ceased, since when."""

import gzip
import json
from pathlib import Path

import pytest

from reflexes_calls.places.listing import Listing
from reflexes_calls.places.making import main

pytestmark = pytest.mark.unit
README = """
| Année | Version du package | NPM |
|-------|--------------------|-----|
| 2031  | 9.0.0              |     |
| 2030  | 8.1.0              |     |
| 2019  | 0.7                |     |
"""
DEPARTMENTS = [
    {"code": "35", "nom": "Ille-et-Vilaine", "region": "53", "zone": "metro"},
    {"code": "987", "nom": "Polynésie française", "region": "987", "zone": "com"},
]
REGIONS = [
    {"code": "53", "nom": "Bretagne", "zone": "metro"},
    {"code": "987", "nom": "Polynésie française", "zone": "com"},
]


def commune(code: str, name: str, **said: object) -> dict[str, object]:
    """A commune as the packages write it."""
    department = code[:3] if code.startswith("98") else code[:2]
    place = {"departement": department, "region": "53" if department == "35" else department}
    return {"code": code, "nom": name, "type": "commune-actuelle", **place, **said}


def delegated(code: str, name: str, present: str) -> dict[str, object]:
    """A delegated commune as the packages write it."""
    return {"code": code, "nom": name, "type": "commune-deleguee", "chefLieu": present}


def ended(code: str, name: str, day: str, reason: str) -> dict[str, object]:
    """A commune that ceased, as the old history writes it."""
    return {"type": "COM", "code": code, "nom": name, "dateFin": day, "raisonFin": reason}


def package(folder: Path, version: str, **lists: object) -> Path:
    """An unpacked package."""
    (folder / "data").mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"version": version}), "utf-8")
    (folder / "README.md").write_text(README, "utf-8")
    for name, content in lists.items():
        path = folder / "data" / f"{name.replace('_', '-')}.json"
        path.write_text(json.dumps(content), "utf-8")
    return folder


@pytest.fixture
def packages(tmp_path: Path) -> tuple[Path, ...]:
    """Three years: Vieux-Bourg joins Bourg in 2030, Lointain changed its code long ago."""
    past = ["35002", "35009", "20001"]
    member = {"code": "35001", "populationMunicipale": 1200}
    epci = {"code": "200000001", "nom": "CC du Bourg", "type": "CC", "membres": [member]}
    newest = package(
        tmp_path / "newest",
        "9.0.0",
        communes=[
            commune(
                "35001",
                "Bourg",
                anciensCodes=past,
                siren="213500010",
                population=1200,
                codesPostaux=["35900", "35910"],
            ),
            delegated("35002", "Vieux-Bourg", "35001"),
            delegated("35001", "Bourg", "35001"),
            commune("98701", "Anaa", anciensCodes=["97001"]),
        ],
        epci=[epci],
        ept=[],
        departements=DEPARTMENTS,
        regions=REGIONS,
    )
    communes = [commune("35001", "Bourg"), commune("35002", "Vieux-Bourg")]
    earlier = package(tmp_path / "earlier", "8.1.0", communes=communes, epci=[epci], ept=[])
    history = [
        ended("35009", "Hameau", "1970-03-01", "fusion simple"),
        ended("35009", "Le Hameau", "1950-01-01", "changement de nom"),
        ended("97001", "Anaa-Ancien", "1968-01-01", "changement de département"),
    ]
    oldest = package(
        tmp_path / "oldest",
        "0.7.0",
        communes=communes,
        historique_communes=history,
    )
    return newest, earlier, oldest


def made(packages: tuple[Path, ...], target: Path) -> Listing:
    """The file made from packages, read."""
    with pytest.raises(SystemExit) as left:
        main([*map(str, packages), "--out", str(target)])
    assert not left.value.code
    return Listing(gzip.decompress(target.read_bytes()))


def test_what_stands_is_taken_from_the_newest(packages, tmp_path) -> None:
    found = made(packages, tmp_path / "made.gz")
    bourg = found.row("commune", "35001")
    assert bourg is not None
    assert (bourg.name, bourg.siren, bourg.within) == ("Bourg", "213500010", "200000001")
    assert (bourg.postal, bourg.size) == ("35900 35910", "4")
    epci = found.row("epci", "200000001")
    assert epci is not None
    assert (epci.within, epci.nature, epci.size) == ("35", "CC", "4")
    assert found.row("department", "35") is not None
    assert found.row("collectivity", "987") is not None
    assert found.row("region", "987") is None
    assert found.rows.count(b"\n") == 10 + 1


@pytest.mark.parametrize(
    ("kind", "code", "told"),
    [
        ("former", "35002", ("Vieux-Bourg", "<2031-01-01", "35001")),
        ("former", "35009", ("Hameau", "1970-03-01", "35001")),
        ("recoded", "20001", ("", "", "35001")),
        ("recoded", "97001", ("Anaa-Ancien", "1968-01-01", "98701")),
    ],
)
def test_what_ceased_is_named_and_dated(packages, tmp_path, kind, code, told) -> None:
    row = made(packages, tmp_path / "made.gz").row(kind, code)
    assert row is not None
    assert (row.name, row.day, row.within) == told


def test_a_delegated_commune_of_the_same_name_adds_nothing(packages, tmp_path) -> None:
    assert made(packages, tmp_path / "made.gz").row("former", "35001") is None


def test_the_file_says_what_it_is_made_from(packages, tmp_path) -> None:
    found = made(packages, tmp_path / "made.gz")
    assert found.vintage == 2031
    assert "decoupage-administratif 9.0.0" in found.told
    assert "0.7.0 (2019), 8.1.0 (2030)" in found.told
    # The package of 2031 took the list of 2030 over as it was: the file says so.
    assert "List of EPCI: the same in the packages of 2030, 2031." in found.told


def test_the_same_packages_make_the_same_bytes(packages, tmp_path) -> None:
    made(packages, tmp_path / "first.gz")
    made(packages, tmp_path / "second.gz")
    assert (tmp_path / "first.gz").read_bytes() == (tmp_path / "second.gz").read_bytes()


def test_a_version_that_the_newest_does_not_date_is_refused(packages, tmp_path) -> None:
    unknown = package(tmp_path / "unknown", "5.5.5", communes=[])
    with pytest.raises(SystemExit, match=r"does not date version 5\.5\.5"):
        main([str(packages[0]), str(unknown), "--out", str(tmp_path / "made.gz")])
    assert not (tmp_path / "made.gz").exists()
