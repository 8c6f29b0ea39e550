"""Records to TOML, in a stable order. It only makes new files: comments would not survive."""

from pathlib import Path
from typing import Any

import tomli_w

from reflexes.conversion import plain


def to_toml(record: Any) -> str:
    """The TOML file of one record: its code is the file's name, so it is not inside.

    Keys follow the order of the class; what equals its default is left out.
    """
    said = plain(record, native_days=True)
    said.pop("code", None)
    return tomli_w.dumps(said, multiline_strings=True)


def write_record(record: Any, directory: Path) -> Path:
    """Write `record` as a new file `<code>.toml` in `directory`, and give its path.

    Raises `FileExistsError` when the file is already there: nothing is ever overwritten.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{record.code}.toml"
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(to_toml(record))
    return path
