"""The instance's own program says whether a file is clean; silence is no consent."""

import sys
import time
from pathlib import Path

import pytest

from reflexes_calls.domain.attachment import FileRefused, Scan
from reflexes_calls.files.scanning import scan

pytestmark = pytest.mark.unit

SCANNER = """
import sys
from pathlib import Path
sys.exit(1 if b"EICAR" in Path(sys.argv[-1]).read_bytes() else 0)
"""


@pytest.fixture
def scanner(tmp_path: Path) -> str:
    """A scanner that finds one virus."""
    path = tmp_path / "a scanner.py"
    path.write_text(SCANNER)
    return f"{sys.executable} '{path}'"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A clean file."""
    path = tmp_path / "sent; touch harm"
    path.write_bytes(b"clean")
    return path


def ends_with(code: int) -> str:
    """A command that ends with a code."""
    return f"{sys.executable} -c 'import sys; sys.exit({code})' {{file}}"


@pytest.mark.parametrize("command", ["", "  "])
def test_without_a_command_nothing_is_scanned(sent: Path, command: str) -> None:
    assert scan(command, sent) is Scan.NONE


def test_a_clean_file_is_said_clean(scanner: str, sent: Path) -> None:
    assert scan(f"{scanner} --quiet {{file}}", sent) is Scan.CLEAN
    assert scan(scanner, sent) is Scan.CLEAN


def test_an_infected_file_is_refused(scanner: str, sent: Path) -> None:
    sent.write_bytes(b"X5O!P%@AP EICAR")
    with pytest.raises(FileRefused, match="file-infected"):
        scan(f"{scanner} {{file}}", sent)


@pytest.mark.parametrize("code", [2, 3, 127])
def test_any_other_end_is_no_answer(sent: Path, code: int) -> None:
    with pytest.raises(FileRefused, match="file-unscanned"):
        scan(ends_with(code), sent)


@pytest.mark.parametrize("command", ["no-such-scanner {file}", "unclosed 'quote", "/"])
def test_a_command_that_cannot_run_is_no_answer(sent: Path, command: str) -> None:
    with pytest.raises(FileRefused, match="file-unscanned"):
        scan(command, sent)


def test_a_scan_that_does_not_end_is_no_answer(sent: Path) -> None:
    began = time.monotonic()
    with pytest.raises(FileRefused, match="file-unscanned"):
        scan(f"{sys.executable} -c 'import time; time.sleep(60)'", sent, seconds=0.3)
    assert time.monotonic() - began < 10


def test_no_name_of_a_file_is_a_command(scanner: str, sent: Path) -> None:
    scan(f"{scanner} {{file}}", sent)
    assert not (sent.parent / "harm").exists()
