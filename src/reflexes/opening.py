"""One file becomes plain data: bytes, then UTF-8, then TOML, each refused with its line.

Nothing else than `RefusedError` comes out, whatever the file holds, and nothing takes long: what
would keep `tomllib` busy for minutes is refused before it.
"""

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from reflexes.errors import Refusal, RefusedError
from reflexes.locating import line_at, line_deeper_than

MOST_BYTES = 262_144
"""The size from which a file is refused unread; the largest record shipped weighs about 10,000."""
MOST_LEVELS = 32
MOST_KEY_PARTS = 500
# tomllib takes a time that grows as the square of the parts of a dotted key.
LONG_KEY = re.compile(
    r"(?<![\w-])(?:(?:[A-Za-z0-9_-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+)"
    f"{{{MOST_KEY_PARTS}}}"
)
FIGURES = re.compile(r"\d[\d_]*")
AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def open_toml(path: Path, file: str) -> dict[str, Any]:
    """What the TOML file at `path` says; refusals name it `file`.

    Raises `RefusedError` when it is missing, too big, unreadable, or no TOML.
    """
    return _parsed(open_text(path, file), file)


def toml_said(text: str, file: str) -> dict[str, Any]:
    """What a TOML text says; refusals name it `file`. Raises `RefusedError` as `open_toml` does."""
    size = len(text.encode())
    if size > MOST_BYTES:
        _refuse("too-big-file", file, met=str(size), expected=str(MOST_BYTES))
    return _parsed(text, file)


def open_text(path: Path, file: str) -> str:
    """The text of the file at `path`, its line ends untouched; raises `RefusedError`."""
    try:
        content = _content(path, file)
    except FileNotFoundError:
        if path.is_symlink():
            _refuse("unreadable-file", file, met="broken link")
        _refuse("missing-file", file, expected=file)
    except OSError as error:
        _refuse("unreadable-file", file, met=error.strerror or type(error).__name__)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        _refuse("not-utf-8", file, line=line, met=str(error.start), expected="UTF-8")
    if text.startswith("\ufeff"):
        _refuse("byte-order-mark", file, line=1, met="U+FEFF", expected="UTF-8")
    return text


def _content(path: Path, file: str) -> bytes:
    # Asked first: to open a pipe would wait for whoever writes to it.
    if not stat.S_ISREG(path.stat().st_mode):
        _refuse("not-a-file", file, met=path.name, expected="file")
    with path.open("rb") as opened:
        size = os.fstat(opened.fileno()).st_size
        if size > MOST_BYTES:
            _refuse("too-big-file", file, met=str(size), expected=str(MOST_BYTES))
        return opened.read()


def _parsed(text: str, file: str) -> dict[str, Any]:
    long_key = LONG_KEY.search(text) if text.count(".") >= MOST_KEY_PARTS else None
    if long_key:
        _refuse_depth(file, line_at(text, long_key.start()))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = AT_LINE.search(str(error))
        line = int(told[1]) if told else _last_line(text)
        _refuse("broken-toml", file, line=line, met=str(error), expected="TOML 1.0")
    except RecursionError:
        _refuse_depth(file, line_deeper_than(text, MOST_LEVELS))
    except ValueError:
        # Python reads no decimal number beyond some thousands of figures.
        longest = max(FIGURES.finditer(text), key=lambda found: len(found[0]))
        line = line_at(text, longest.start())
        _refuse("huge-number", file, line=line, met=f"{longest[0][:20]}…", expected="15")


def _last_line(text: str) -> int:
    return max(1, text.count("\n") + (not text.endswith("\n")))


def _refuse_depth(file: str, line: int) -> NoReturn:
    _refuse("too-deep", file, line=line, expected=str(MOST_LEVELS))


def _refuse(kind: str, file: str, **said: Any) -> NoReturn:
    raise RefusedError([Refusal(kind=kind, file=file, **said)]) from None
