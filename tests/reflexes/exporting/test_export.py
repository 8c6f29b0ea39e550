"""The command and the table of formats: reproducible, plain in its refusals."""

import ast
import datetime as dt
import gettext
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import reflexes
from reflexes import exporting
from reflexes.cli import main
from reflexes.commands import export as command
from reflexes.editions import from_plain, to_plain
from reflexes.exporting import FORMATS, ExportError, Format, default_name, export, placing
from reflexes.exporting.tables import layout
from reflexes.wording import LOCALE

PROGRAM = """
import datetime, os, sys, time
LATER = int(sys.argv[2])
now, local, utc = time.time, time.localtime, time.gmtime
time.time = lambda: now() + LATER
time.localtime = lambda said=None: local(now() + LATER if said is None else said)
time.gmtime = lambda said=None: utc(now() + LATER if said is None else said)
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(seconds=LATER)
    @classmethod
    def utcnow(cls):
        return super().now(datetime.UTC).replace(tzinfo=None) + datetime.timedelta(seconds=LATER)
    today = now
datetime.datetime = Later
import hashlib, json, pathlib, reflexes
from reflexes.exporting import FORMATS, export
catalogue = reflexes.load()
digests = {}
for name, made in FORMATS.items():
    path = pathlib.Path(sys.argv[1], f"a.{made.extension}")
    export(catalogue, name, path)
    digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()
print(json.dumps([digests, time.localtime().tm_year]))
"""


def test_exports_are_the_same_wherever_and_whenever(tmp_path: Path) -> None:
    said = []
    for place, (seed, zone, later) in enumerate(
        [("1", "UTC", "0"), ("77", "Asia/Tokyo", "400000000")]
    ):
        folder = tmp_path / str(place)
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(folder), later],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C", "PATH": ""},
        )
        said.append(json.loads(done.stdout))
    assert said[0][1] + 12 <= said[1][1]
    assert said[0][0] == said[1][0]
    assert set(said[0][0]) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_exported_by_the_command(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    catalogue = reflexes.load()
    expected = default_name(catalogue, FORMATS[name])
    assert expected == f"reflexes-publics-{catalogue.edition}.{FORMATS[name].extension}"

    assert main(["export", name]) == 0
    assert capsys.readouterr().out == f"{expected} écrit.\n"
    assert [path.name for path in tmp_path.iterdir()] == [expected]

    assert main(["export", name, "--lang", "fr"]) == 0
    assert "contenait déjà" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--edition", "--from"])
def test_an_edition_is_chosen(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    assert main(["export", "json", option, "2020.09", "--output", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["edition"], told["written"], list(told["files"])) == ("2020.09", True, ["a.json"])
    assert json.loads(path.read_bytes())["digest"] == told["digest"]


def test_text_goes_to_the_screen(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "json", "--output", "-"]) == 0
    said = capfdbinary.readouterr().out
    assert said == FORMATS["json"].write(reflexes.load())


@pytest.mark.parametrize("name", ["csv", "sqlite", "xlsx", "ods"])
def test_what_is_no_text_does_not_go_to_the_screen(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", name, "--output", "-"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert (
        said.err == f"Le format {name} n’est pas un texte pour l’écran. Ajoutez --output FICHIER.\n"
    )


def test_the_schema_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "json", "--schema", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "reflexes-publics.schema.json written.\n"
    assert json.loads(Path("reflexes-publics.schema.json").read_bytes())["title"] == (
        "An edition of the catalogue"
    )
    assert main(["export", "csv", "--schema"]) == 1
    assert "--schema va avec json" in capsys.readouterr().err


def test_what_stands_there_is_replaced_on_request_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text("mine", encoding="utf-8")
    assert main(["export", "json", "--output", str(path)]) == 1
    assert "Ajoutez --force" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert main(["export", "json", "--output", str(path), "--force"]) == 0
    assert path.stat().st_size > 100_000


def test_csv_goes_into_a_folder_or_a_zip(tmp_path: Path) -> None:
    assert main(["export", "csv", "--output", str(tmp_path / "tables")]) == 0
    assert (tmp_path / "tables" / "datapackage.json").is_file()
    assert main(["export", "csv", "--output", str(tmp_path / "tables.zip")]) == 0
    assert (tmp_path / "tables.zip").read_bytes().startswith(b"PK")


def test_a_missing_package_is_told_with_the_command_that_mends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "odf", None)
    monkeypatch.delitem(sys.modules, "reflexes.exporting.ods_book", raising=False)
    assert main(["export", "ods", "--output", str(tmp_path / "a.ods")]) == 1
    said = capsys.readouterr().err
    assert "demande le paquet odfpy" in said
    assert "pip install 'reflexes-publics[export]'" in said
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_ours_is_not_told_as_a_missing_package() -> None:
    broken = Format(
        name="x", label="x", media_type="x/x", extension="x", module="reflexes.exporting.nowhere"
    )
    with pytest.raises(ModuleNotFoundError, match="nowhere"):
        broken.write(reflexes.load())


def test_a_writer_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"old")

    def broken(_: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr("reflexes.exporting.sqlite_base.write", broken)
    with pytest.raises(ZeroDivisionError):
        export(reflexes.load(), "sqlite", path, force=True)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.sqlite"]


def test_the_name_of_a_catalogue_is_no_path(tree: Path) -> None:
    # Files are refused that bear such a name; an edition is not read strictly.
    said = to_plain(reflexes.load(tree), "2027.01", dt.date(2027, 1, 8))
    said["description"]["name"] = "../mon essai"
    catalogue = from_plain(said, digest="")
    assert default_name(catalogue, FORMATS["csv"]) == "mon-essai-2027.01.csv.zip"


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="The formats are: json, csv"):
        export(reflexes.load(), "pdf", tmp_path / "a.pdf")
    with pytest.raises(SystemExit):
        main(["export", "pdf"])


def test_an_unknown_edition_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "json", "--edition", "1999.01", "--output", "-"]) == 2
    assert "1999.01" in capsys.readouterr().err


def test_every_word_of_the_exports_is_translated() -> None:
    # The catalogue of words has no public way to be listed.
    said = vars(gettext.translation("reflexes", LOCALE, ["fr"]))["_catalog"]
    words = {made.label for made in FORMATS.values()}
    for table in layout():
        words |= {*table.labels, table.purpose}
        words |= {label for column in table.columns for label in column.labels}
    words |= set(refusals())

    assert sorted(words - set(said)) == []


def refusals() -> Iterator[str]:
    """The words of every refusal that the exports raise, as they are written in their files."""
    for module in (exporting, placing, command):
        for call in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "ExportError":
                yield ast.literal_eval(call.args[0])
