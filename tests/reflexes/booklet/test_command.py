"""`reflexes booklet`, as a user meets it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reflexes.cli import main

OLD = "2020.05"


@pytest.mark.parametrize("ending", [".pdf", ".epub", ".html"])
def test_booklet_writes_the_same_bytes_anywhere(ending: str, tmp_path: Path) -> None:
    digests = set()
    for seed, zone in (("1", "Pacific/Auckland"), ("2", "America/Lima")):
        path = tmp_path / f"{seed}{ending}"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "reflexes",
                "booklet",
                "--edition",
                "2020.09",
                "--output",
                str(path),
            ],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        )
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_booklet_says_where_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "livret.html"

    assert main(["booklet", "--edition", OLD, "--output", str(path)]) == 0
    assert capsys.readouterr().out == f"{path} écrit.\n"
    assert main(["booklet", "--edition", OLD, "--output", str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["edition"] == OLD
    assert said["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert said["written"] is False
    assert [each.name for each in tmp_path.iterdir()] == ["livret.html"]


@pytest.mark.parametrize("name", ["livret.docx", "livret", "livret.pdf.txt"])
def test_booklet_refuses_another_ending(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["booklet", "--edition", OLD, "--output", str(tmp_path / name)]) == 1
    assert ".pdf, .epub, .html" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_booklet_keeps_what_stands_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "livret.html"
    path.write_text("à moi", "utf-8")

    assert main(["booklet", "--edition", OLD, "--output", str(path)]) == 1
    assert "--force" in capsys.readouterr().err
    assert path.read_text("utf-8") == "à moi"
    assert main(["booklet", "--edition", OLD, "--output", str(path), "--force"]) == 0
    assert path.read_bytes().startswith(b"<!doctype html>")


def test_booklet_of_a_folder_in_english(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "booklet.html"

    assert main(["booklet", "--from", str(tree), "--lang", "en", "--output", str(path)]) == 0
    assert capsys.readouterr().out == f"{path} written.\n"
    written = path.read_text("utf-8")
    assert '<html lang="en">' in written
    assert "(in French)" in written
    assert '<span lang="fr" xml:lang="fr">Ouvrir ou fermer.</span>' in written
