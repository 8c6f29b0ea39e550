"""Put an export in place whole, or not at all."""

import io
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from reflexes.errors import SpokenError

DESCRIPTOR = "datapackage.json"
"""The file by which a folder is known as an export of ours."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time written inside archives: the earliest that a zip can say, so that bytes never change."""


class ExportError(SpokenError):
    """An export cannot be made or put in place; what stood there before is untouched."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of `files` in their order, with fixed times and rights: the same bytes every time.

    A file called `mimetype` is not compressed, as OpenDocument and EPUB ask.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever this runs
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return written.getvalue()


def place(content: bytes | Mapping[str, bytes], path: Path, *, force: bool = False) -> bool:
    """Put `content` at `path`; gives False when it already held the same.

    Several files make a zip when `path` ends in `.zip`, a folder otherwise. All is written under
    another name beside, then renamed. Raises `ExportError` when something else stands at `path` and
    `force` is not said, or when the disk refuses; what stood there is then whole.
    """
    path = Path(os.path.realpath(path))
    try:
        if isinstance(content, bytes):
            return _place_file(content, path, force=force)
        if path.suffix == ".zip":
            return _place_file(pack(content), path, force=force)
        return _place_folder(content, path, force=force)
    except OSError as error:
        raise ExportError(
            "Nothing was written to %(path)s: %(reason)s.",
            path=path,
            reason=error.strerror or error,
        ) from error


def _place_file(content: bytes, path: Path, *, force: bool) -> bool:
    if path.exists():
        if not path.is_file():
            raise ExportError(
                "%(path)s is not a file. Choose the name of a file, or “-” for the screen.",
                path=path,
            )
        if path.read_bytes() == content:
            return False
        if not force:
            raise _stands_already(path)

    def write(beside: Path) -> None:
        _write_file(beside, content)
        beside.replace(path)

    _beside(path, write, Path.unlink)
    return True


def _place_folder(files: Mapping[str, bytes], path: Path, *, force: bool) -> bool:
    if path.exists():
        if not path.is_dir():
            raise ExportError(
                "%(path)s is not a folder. Choose a folder, or a name that ends in .zip.", path=path
            )
        present = {file.name for file in path.iterdir()}
        if present == set(files) and all((path / n).read_bytes() == files[n] for n in files):
            return False
        if present:
            _check_replaceable(path, present, force=force)

    def write(beside: Path) -> None:
        beside.mkdir()
        for name, content in files.items():
            _write_file(beside / name, content)
        _swap(beside, path)

    _beside(path, write, shutil.rmtree)
    return True


def _check_replaceable(path: Path, present: set[str], *, force: bool) -> None:
    """Refuse to replace a folder that holds anything but an export: it is deleted whole."""
    try:
        resources = json.loads((path / DESCRIPTOR).read_bytes())["resources"]
        ours = {DESCRIPTOR, *(resource["path"] for resource in resources)}
    except (OSError, ValueError, KeyError, TypeError):
        ours = set()
    if present - ours:
        raise ExportError(
            "The folder %(path)s holds something other than an export (%(what)s). "
            "Choose another folder.",
            path=path,
            what=min(present - ours),
        )
    if not force:
        raise _stands_already(path)


def _stands_already(path: Path) -> ExportError:
    return ExportError(
        "%(path)s exists and holds something else. Say --force to replace it.", path=path
    )


def _swap(new: Path, path: Path) -> None:
    """Rename the folder `new` to `path`; a former folder comes back if that fails."""
    if not path.exists():
        new.rename(path)
        return
    former = _name_beside(path)
    path.rename(former)
    try:
        new.rename(path)
    except BaseException:
        former.rename(path)
        raise
    # The new folder is in place: what cannot be cleared away is no failure of the export.
    shutil.rmtree(former, ignore_errors=True)


def _write_file(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        # A rename may reach the disk before the bytes it names.
        os.fsync(file.fileno())


def _beside(path: Path, write: Callable[[Path], None], remove: Callable[[Path], object]) -> None:
    """Call `write` with a free name beside `path`, and leave nothing there if it fails."""
    beside = _name_beside(path)
    try:
        write(beside)
    except BaseException:
        if beside.exists():
            remove(beside)
        raise


def _name_beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}")
