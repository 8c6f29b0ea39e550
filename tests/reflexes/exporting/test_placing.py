"""An export is put in place whole, or not at all."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reflexes.exporting import placing
from reflexes.exporting.placing import DESCRIPTOR, ExportError, pack, place

FILES = {
    DESCRIPTOR: json.dumps({"resources": [{"path": "a.csv"}, {"path": "b.csv"}]}).encode(),
    "a.csv": b"a\r\n1\r\n",
    "b.csv": b"b\r\n",
}


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_file_is_placed_once_and_replaced_on_request(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    assert place(b"one", path)
    assert not place(b"one", path)
    with pytest.raises(ExportError, match="--force"):
        place(b"two", path)
    assert path.read_bytes() == b"one"
    assert place(b"two", path, force=True)
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == {"a.json"}


def test_a_file_has_the_rights_that_the_person_gives_to_files(tmp_path: Path) -> None:
    (tmp_path / "witness").write_bytes(b"")
    place(b"one", tmp_path / "a.json")
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "witness").stat().st_mode


def test_a_link_keeps_pointing_to_what_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"old")
    (tmp_path / "here").symlink_to(tmp_path / "there")
    place(b"new", tmp_path / "here", force=True)
    assert (tmp_path / "here").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"


@pytest.mark.parametrize("what", ["/dev/null", "."])
def test_a_device_or_a_folder_is_not_replaced_by_a_file(what: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is not a file"):
        place(b"one", tmp_path / what, force=True)
    assert Path("/dev/null").is_char_device()


def test_several_files_make_a_folder_or_a_zip(tmp_path: Path) -> None:
    assert place(FILES, tmp_path / "tables")
    assert not place(FILES, tmp_path / "tables")
    assert {name: (tmp_path / "tables" / name).read_bytes() for name in FILES} == FILES
    assert place(FILES, tmp_path / "tables.zip")
    with zipfile.ZipFile(tmp_path / "tables.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
    assert names(tmp_path) == {"tables", "tables.zip"}


def test_a_former_export_folder_is_replaced_whole(tmp_path: Path) -> None:
    place(FILES, tmp_path / "tables")
    fewer = {name: FILES[name] for name in (DESCRIPTOR, "a.csv")}
    with pytest.raises(ExportError, match="--force"):
        place(fewer, tmp_path / "tables")
    assert place(fewer, tmp_path / "tables", force=True)
    assert names(tmp_path / "tables") == set(fewer)
    assert names(tmp_path) == {"tables"}


def test_a_folder_of_someone_is_never_replaced(tmp_path: Path) -> None:
    place(FILES, tmp_path / "tables")
    (tmp_path / "tables" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match=r"letter\.txt"):
        place({**FILES, "a.csv": b"new"}, tmp_path / "tables", force=True)
    with pytest.raises(ExportError, match="other than an export"):
        place(FILES, tmp_path, force=True)
    assert names(tmp_path / "tables") == {*FILES, "letter.txt"}
    assert (tmp_path / "tables" / "a.csv").read_bytes() == FILES["a.csv"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    assert place(FILES, tmp_path / "tables")
    assert names(tmp_path / "tables") == set(FILES)


def test_a_file_is_not_replaced_by_a_folder(tmp_path: Path) -> None:
    (tmp_path / "tables").write_bytes(b"mine")
    with pytest.raises(ExportError, match="is not a folder"):
        place(FILES, tmp_path / "tables", force=True)


@pytest.mark.parametrize("content", [b"new", {**FILES, "b.csv": b"new"}], ids=["file", "folder"])
@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_failure_midway_leaves_what_was_there_and_no_rubbish(
    content: bytes | dict[str, bytes], step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "export"
    former: bytes | dict[str, bytes] = b"old" if isinstance(content, bytes) else FILES
    place(former, path)
    done: list[object] = []

    def full(*said: object) -> None:
        done.append(said)
        if isinstance(content, bytes) or step == "rename" or len(done) > 2:
            raise OSError(28, "No space left on device")

    if step == "fsync":
        monkeypatch.setattr(placing.os, "fsync", full)
    else:
        real = Path.rename
        monkeypatch.setattr(Path, "replace", full)
        # The folder that was there moves away; the new one cannot take its place.
        monkeypatch.setattr(
            Path,
            "rename",
            lambda said, to: full() if said != path and to == path and not done else real(said, to),
        )

    with pytest.raises(ExportError, match="No space left"):
        place(content, path, force=True)

    monkeypatch.undo()
    assert done
    assert names(tmp_path) == {"export"}
    assert not place(former, path)


PROGRAM = """
import pathlib, resource, sys
from reflexes.exporting.placing import ExportError, place
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    place(b"x" * 10_000, pathlib.Path(sys.argv[1]), force=True)
except ExportError as error:
    print(error)
"""


def test_a_disk_that_takes_no_more_leaves_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"Nothing was written to {path}: File too large.\n"
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == {"a.json"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="No such file or directory"):
        place(b"one", tmp_path / "nowhere" / "a.json")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError, match="Not a directory"):
        place(b"one", tmp_path / "file" / "a.json")


def test_an_archive_keeps_no_trace_of_when_and_where(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("witness", "")
    packed = pack({"mimetype": b"text/plain", "a.csv": b"a" * 1000})
    (tmp_path / "b.zip").write_bytes(packed)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        entries = archive.infolist()
    assert [entry.date_time for entry in entries] == [placing.EPOCH] * 2
    assert [entry.compress_type for entry in entries] == [
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ]
    assert packed == pack({"mimetype": b"text/plain", "a.csv": b"a" * 1000})
    assert os.fspath(tmp_path).encode() not in packed
