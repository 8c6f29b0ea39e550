"""A released edition that was changed, cut short or lost is refused by its name."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import reflexes
from reflexes import editions
from reflexes.cli import main

NAME = "2026.11"
RESTORE = "A released edition never changes: restore its file, or install the package again."


@pytest.fixture
def directory(tree: Path, tmp_path: Path) -> Path:
    """A folder that holds one edition of the small catalogue."""
    editions.cut(reflexes.load(tree), NAME, tmp_path / "editions")
    return tmp_path / "editions"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda content: content[:-1], "was altered"),
        (lambda content: content + b"\n", "was altered"),
        (lambda content: content.replace("é".encode(), b"e", 1), "was altered"),
        (lambda _: b"", "was altered"),
    ],
    ids=["cut short", "a line more", "a letter", "nothing left"],
)
def test_broken_editions_are_refused_by_name(
    directory: Path, spoil: Callable[[bytes], bytes], words: str
) -> None:
    path = directory / f"{NAME}.json"
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(reflexes.EditionError) as caught:
        editions.load_edition(NAME, directory)

    assert f"Edition {NAME} {words}" in str(caught.value)
    assert str(caught.value).endswith(RESTORE)


def test_broken_editions_whose_file_is_lost(directory: Path) -> None:
    (directory / f"{NAME}.json").unlink()

    with pytest.raises(reflexes.EditionError) as caught:
        editions.load_edition(NAME, directory)

    assert str(caught.value) == (
        f"Edition {NAME} cannot be read (No such file or directory). {RESTORE}"
    )


@pytest.mark.parametrize(
    "content",
    [b'{"schema": 2, "edi', b"[]", b"{}", b"\xff", b'{"schema": 2, "shelves": 3}', b"[" * 50_000],
    ids=["cut short", "a list", "empty", "no text", "no shelves", "too deep"],
)
def test_broken_editions_with_a_digest_made_for_them(directory: Path, content: bytes) -> None:
    (directory / f"{NAME}.json").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (directory / editions.INDEX).write_text(json.dumps({NAME: digest}), encoding="utf-8")

    with pytest.raises(reflexes.EditionError) as caught:
        editions.load_edition(NAME, directory)

    assert str(caught.value).startswith(f"Edition {NAME} cannot be read (")
    assert str(caught.value).endswith(RESTORE)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b'["2026.11"]', b"null", b"[" * 50_000],
    ids=["empty", "cut short", "no text", "a list", "null", "too deep"],
)
def test_broken_editions_whose_index_is_broken(directory: Path, content: bytes) -> None:
    (directory / editions.INDEX).write_bytes(content)

    for ask in (editions.names, editions.newest, lambda of: editions.load_edition(NAME, of)):
        with pytest.raises(reflexes.EditionError, match=r"index\.json is broken.*Restore it"):
            ask(directory)


def test_broken_editions_are_told_in_french(
    directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(editions, "EDITIONS", directory)
    (directory / f"{NAME}.json").write_bytes(b"{}")

    assert main(["list", "pistes", "--from", NAME]) == 2

    said = capsys.readouterr().err
    assert NAME in said
    assert "ne change jamais" in said
