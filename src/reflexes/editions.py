"""Edition: a catalogue frozen as one canonical JSON, with its digest; once released, unchanged."""

import hashlib
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

from reflexes.catalogue import Catalogue, Shelf
from reflexes.digests import SCHEMA, canonical
from reflexes.errors import EditionError
from reflexes.kinds import KINDS

DATA = Path(__file__).parent / "data"
EDITIONS = DATA / "editions"
TREE = DATA / "catalogue"
INDEX = "index.json"


def load(what: str | os.PathLike[str] | None = None) -> Catalogue:
    """The newest edition; or the edition called `what` (`"2026.11"`); or a folder of TOML files.

    An edition's digest is verified. Raises `EditionError` when the edition is unknown or altered,
    `RefusedError` when a folder does not read strictly.
    """
    if what is not None and Path(what).is_dir():
        # Late, because the strict reader costs more than an edition and few callers need it.
        from reflexes.reading import read_catalogue  # noqa: PLC0415 - see above

        return read_catalogue(Path(what))
    return load_edition(str(what) if what is not None else newest(), EDITIONS)


def names(directory: Path = EDITIONS) -> tuple[str, ...]:
    """The names of the editions at hand, oldest first."""
    return tuple(sorted(_index(directory)))


def newest(directory: Path = EDITIONS) -> str:
    """The name of the newest edition."""
    known = names(directory)
    if not known:
        message = f"No edition in {directory}; cut one with: reflexes edition cut"
        raise EditionError(message)
    return known[-1]


def load_edition(name: str, directory: Path) -> Catalogue:
    """The edition called `name` in `directory`, once its digest has been verified."""
    index = _index(directory)
    if name not in index:
        message = f"No edition {name!r}; known: {', '.join(sorted(index)) or 'none'}"
        raise EditionError(message)
    content = (directory / f"{name}.json").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != index[name]:
        message = f"Edition {name} was altered: digest {digest}, expected {index[name]}"
        raise EditionError(message)
    return from_plain(json.loads(content), digest=digest)


def from_plain(said: dict[str, Any], *, digest: str) -> Catalogue:
    """The catalogue of an edition's plain form."""
    if said["schema"] != SCHEMA:
        message = f"Edition {said['edition']} has schema {said['schema']}, expected {SCHEMA}"
        raise EditionError(message)
    return Catalogue(
        describe=partial(_describe, said["description"]),
        shelves={name: _shelf(name, said["shelves"][name]) for name in KINDS},
        edition=said["edition"],
        digest=digest,
    )


def _shelf(name: str, plains: list[dict[str, Any]]) -> Shelf[Any]:
    codes = tuple(plain["code"] for plain in plains)
    return Shelf(name, codes, partial(_make, name, plains))


def _make(shelf: str, plains: list[dict[str, Any]]) -> dict[str, Any]:
    # Late, because the records of a shelf that nobody looks at are never made.
    from reflexes.rebuilding import rebuild  # noqa: PLC0415 - see above

    kind = KINDS[shelf]
    return {plain["code"]: rebuild(kind, plain) for plain in plains}


def _describe(plain: dict[str, Any]) -> Any:
    # Late, for the same reason.
    from reflexes.description import Description  # noqa: PLC0415 - see above
    from reflexes.rebuilding import rebuild  # noqa: PLC0415 - see above

    return rebuild(Description, plain)


def to_plain(catalogue: Catalogue, name: str) -> dict[str, Any]:
    """The plain form of `catalogue` as the edition `name`."""
    # Late, because only cutting an edition needs the converter.
    from reflexes.conversion import plain  # noqa: PLC0415 - see above

    return {
        "schema": SCHEMA,
        "edition": name,
        "description": plain(catalogue.description),
        "shelves": {shelf: [plain(record) for record in catalogue.shelf(shelf)] for shelf in KINDS},
    }


def cut(catalogue: Catalogue, name: str, directory: Path = EDITIONS) -> str:
    """Freeze `catalogue` as the edition `name` in `directory`; gives its digest.

    Raises `EditionError` when an edition of that name exists: a released edition never changes.
    """
    index = _index(directory)
    if name in index:
        message = f"Edition {name} exists and never changes; cut the next one under another name"
        raise EditionError(message)
    content = canonical(to_plain(catalogue, name))
    digest = hashlib.sha256(content).hexdigest()
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{name}.json").write_bytes(content)
    text = json.dumps({**index, name: digest}, indent=2, sort_keys=True)
    (directory / INDEX).write_text(f"{text}\n", encoding="utf-8")
    return digest


def _index(directory: Path) -> dict[str, str]:
    path = directory / INDEX
    if not path.exists():
        return {}
    said: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return said
