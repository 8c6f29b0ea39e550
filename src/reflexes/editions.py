"""Edition: a catalogue frozen as one canonical JSON, with its digest; once released, unchanged."""

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from reflexes.catalogue import Catalogue, Shelf
from reflexes.digests import canonical
from reflexes.errors import EditionError, Refusal, RefusedError
from reflexes.kinds import KINDS

DATA = Path(__file__).parent / "data"
EDITIONS = DATA / "editions"
TREE = DATA / "catalogue"
INDEX = "index.json"
SCHEMA = 2
"""The number of the form in which editions are kept; it rises when a field changes its meaning."""
NAME_PATTERN = r"\d{4}\.(?:0[1-9]|1[0-2])"

WORDS = {
    "none": "No edition in %(directory)s. Cut one with: reflexes edition cut",
    "unknown": "No edition “%(name)s”. Known: %(known)s.",
    "unreadable": "Edition %(name)s cannot be read (%(why)s). A released edition never changes: "
    "restore its file, or install the package again.",
    "altered": "Edition %(name)s was altered: its digest is %(met)s, %(expected)s was expected. "
    "A released edition never changes: restore its file, or install the package again.",
    "schema": "Edition %(name)s has schema %(met)s, %(expected)s was expected. "
    "Install a newer version of the library.",
    "name": "An edition is named for its month, such as 2026.11: met “%(name)s”.",
    "order": "Edition %(newest)s is out: an edition cut now bears a later month than %(name)s. "
    "For what was known on a past day, say --on.",
    "exists": "Edition %(name)s exists and never changes. Cut the next one under another name.",
    "index": "The list of editions %(path)s is broken (%(why)s). Restore it as it was.",
}
"""What is said of an edition that cannot be given, as message ids."""


def load(
    what: str | os.PathLike[str] | None = None, *, beside: Iterable[str | os.PathLike[str]] = ()
) -> Catalogue:
    """The newest edition; or the edition called `what` (`"2026.11"`); or a folder of TOML files.

    `what` may also be the name of another catalogue that an installed package offers
    (`"inondation"`: its newest edition, or its files when it has none) or one of its editions
    (`"inondation:2027.01"`). A folder of editions gives its newest; `"mon-enquete:2027.01"`, where
    the folder `mon-enquete` holds `editions`, gives that one. `beside` are folders of other
    catalogues, to which the records of a folder may point; those of installed packages need not be
    said.

    An edition's digest is verified. Raises `EditionError` when there is no such edition or
    catalogue or when it is altered, `RefusedError` when a folder does not read strictly.
    """
    name = newest() if what is None else str(what)
    if not isinstance(what, os.PathLike) and re.fullmatch(NAME_PATTERN, name):
        return load_edition(name, EDITIONS)
    # Path.is_dir raises what a name of a thousand letters says.
    if os.path.isdir(name):  # noqa: PTH112 - see above
        if (Path(name) / INDEX).is_file():
            return load_edition(newest(Path(name)), Path(name))
        # Late, because the strict reader costs more than an edition and few callers need it.
        from reflexes.offering import Neighbours  # noqa: PLC0415 - see above
        from reflexes.reading import read_catalogue  # noqa: PLC0415 - see above

        return read_catalogue(Path(name), Neighbours(beside))
    place, _, edition = name.rpartition(":")
    if re.fullmatch(NAME_PATTERN, edition) and os.path.isdir(place):  # noqa: PTH112 - see above
        inside = Path(place) / "editions"
        return load_edition(edition, inside if inside.is_dir() else Path(place))
    return _load_offered(*name.partition(":")[::2])


def _load_offered(name: str, edition: str) -> Catalogue:
    """The catalogue that a package offers under `name`: that edition, the newest, or the files."""
    # Late, because few ask for another catalogue than ours.
    from reflexes import offering  # noqa: PLC0415 - see above

    folder = offering.folder(name)
    if folder is None:
        known = {"editions": ", ".join(names()), "catalogues": ", ".join(offering.names())}
        asked = f"{name}:{edition}" if edition else name
        raise EditionError(offering.WORDS["unknown"], name=asked, **known)
    editions = folder / offering.EDITIONS
    if edition or names(editions):
        if not names(editions):
            raise EditionError(offering.WORDS["no-editions"], name=name)
        found = load_edition(edition or newest(editions), editions)
    elif (tree := offering.tree(folder)) is not None:
        found = load(tree)
    else:
        raise EditionError(offering.WORDS["nothing"], name=name, folder=folder)
    if found.name != name:
        raise EditionError(offering.WORDS["other-name"], name=name, met=found.name)
    return found


def names(directory: Path = EDITIONS) -> tuple[str, ...]:
    """The names of the editions at hand, oldest first."""
    return tuple(sorted(_index(directory)))


def newest(directory: Path = EDITIONS) -> str:
    """The name of the newest edition."""
    known = names(directory)
    if not known:
        raise EditionError(WORDS["none"], directory=directory)
    return known[-1]


def load_edition(name: str, directory: Path) -> Catalogue:
    """The edition called `name` in `directory`, once its digest has been verified.

    Only that edition is read. Raises `EditionError` when it is unknown, missing or altered.
    """
    index = _index(directory)
    if name not in index:
        raise EditionError(WORDS["unknown"], name=name, known=", ".join(sorted(index)) or "—")
    content = _verified(name, index[name], directory)
    try:
        return from_plain(json.loads(content), digest=index[name])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # Its digest was made for what it holds, and what it holds is no edition.
        why = f"{type(error).__name__}: {error}"
        raise EditionError(WORDS["unreadable"], name=name, why=why) from None


def _verified(name: str, digest: str, directory: Path) -> bytes:
    """The bytes of an edition, refused by name when they are not those that were released."""
    path = directory / f"{name}.json"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EditionError(WORDS["unreadable"], name=name, why=error.strerror) from None
    met = hashlib.sha256(content).hexdigest()
    if met != digest:
        raise EditionError(WORDS["altered"], name=name, met=met, expected=digest)
    return content


def altered(directory: Path = EDITIONS) -> Iterator[EditionError]:
    """A refusal for each edition of `directory` that is missing or not as it was released."""
    for name, digest in sorted(_index(directory).items()):
        try:
            _verified(name, digest, directory)
        except EditionError as error:
            yield error


def from_plain(said: dict[str, Any], *, digest: str) -> Catalogue:
    """The catalogue of an edition's plain form."""
    if said["schema"] == 1:
        said = _upgraded(said)
    if said["schema"] != SCHEMA:
        raise EditionError(
            WORDS["schema"], name=said["edition"], met=said["schema"], expected=SCHEMA
        )
    return Catalogue(
        describe=partial(_describe, said["description"]),
        shelves={name: _shelf(name, said["shelves"].get(name, [])) for name in KINDS},
        edition=said["edition"],
        digest=digest,
        day=dt.date.fromisoformat(said["day"]),
    )


def _upgraded(said: dict[str, Any]) -> dict[str, Any]:
    """An edition of schema 1 in the form of schema 2.

    Schema 1 had no day, and kept the former titles of pistes apart from other former words.
    """
    records = [plain for plains in said["shelves"].values() for plain in plains]
    day = max((plain["known_on"] for plain in records), default="0001-01-01")
    pistes = [
        {
            **{key: value for key, value in plain.items() if key != "former_titles"},
            "formerly": [
                {"field": "title", "known_on": former["known_on"], "said": former["title"]}
                for former in plain.get("former_titles", ())
            ],
        }
        for plain in said["shelves"]["pistes"]
    ]
    return {
        **said,
        "schema": 2,
        "day": day,
        "description": {"started_on": day, **said["description"]},
        "shelves": {**said["shelves"], "pistes": pistes},
    }


def _shelf(name: str, plains: list[dict[str, Any]]) -> Shelf[Any]:
    live = tuple(plain["code"] for plain in plains if "withdrawn" not in plain)
    gone = tuple(plain["code"] for plain in plains if "withdrawn" in plain)
    return Shelf(name, live, partial(_make, name, plains), gone)


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


def to_plain(catalogue: Catalogue, name: str, day: dt.date) -> dict[str, Any]:
    """The plain form of `catalogue` as the edition `name`, which tells of what `day` knew."""
    # Late, because only cutting an edition needs the converter.
    from reflexes.conversion import plain  # noqa: PLC0415 - see above

    return {
        "schema": SCHEMA,
        "edition": name,
        "day": day.isoformat(),
        "description": plain(catalogue.description),
        "shelves": {
            shelf: [plain(record) for record in catalogue.shelf(shelf).everything.values()]
            for shelf in KINDS
        },
    }


def cut(
    catalogue: Catalogue, name: str, directory: Path = EDITIONS, *, day: dt.date | None = None
) -> str:
    """Freeze `catalogue` as the edition `name` in `directory`; gives its digest.

    `day` is the last day of which the edition tells: that of the catalogue, or today for a tree.
    Raises `EditionError` when an edition of that name exists (a released edition never changes) or
    the name is not a month, `RefusedError` when a code of an earlier edition is missing or stands
    on another shelf: a record that goes away says so in its file.
    """
    if not re.fullmatch(NAME_PATTERN, name):
        raise EditionError(WORDS["name"], name=name)
    index = _index(directory)
    if name in index:
        raise EditionError(WORDS["exists"], name=name)
    is_latest = name > max(index, default="")
    if catalogue.day is None and not is_latest:
        raise EditionError(WORDS["order"], name=name, newest=max(index))
    if is_latest:
        # An edition of a past day, put before others, knows fewer codes than they do.
        refusals = list(codes_gone(catalogue, directory))
        if refusals:
            raise RefusedError(refusals)
    day = day or catalogue.day or dt.datetime.now(tz=dt.UTC).date()
    content = canonical(to_plain(catalogue, name, day))
    digest = hashlib.sha256(content).hexdigest()
    directory.mkdir(parents=True, exist_ok=True)
    text = json.dumps({**index, name: digest}, indent=2, sort_keys=True)
    # The index last: an edition that it does not name was never released.
    _put(directory / f"{name}.json", content)
    _put(directory / INDEX, f"{text}\n".encode())
    return digest


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside, then renamed."""
    beside = path.with_name(f".{path.name}.tmp")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def codes_gone(catalogue: Catalogue, directory: Path = EDITIONS) -> Iterator[Refusal]:
    """A refusal for each code of a released edition that `catalogue` lost, or moved or revived.

    A code is never used again: a record that was renamed, split or withdrawn keeps its file, which
    says by what it is replaced.
    """
    told: set[str] = set()
    for name in reversed(names(directory)):
        edition = load_edition(name, directory)
        for shelf in edition.shelves:
            for code in edition.shelf(shelf).all_codes:
                if code not in told:
                    told.add(code)
                    yield from _gone(catalogue, edition, shelf, code)


def _gone(catalogue: Catalogue, edition: Catalogue, shelf: str, code: str) -> Iterator[Refusal]:
    file = f"{shelf}/{code}.toml"
    if code not in catalogue:
        yield Refusal(kind="code-gone", file=file, met=code, expected=edition.edition)
    elif catalogue.shelf_of(code) != shelf:
        yield Refusal(kind="code-moved", file=file, met=catalogue.shelf_of(code), expected=shelf)
    elif code in edition.shelf(shelf).gone and code not in catalogue.shelf(shelf).gone:
        yield Refusal(kind="code-revived", file=file, met=code, expected=edition.edition)


def _index(directory: Path) -> dict[str, str]:
    path = directory / INDEX
    if not path.exists():
        return {}
    try:
        said: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError, OSError) as error:
        raise EditionError(WORDS["index"], path=path, why=error) from None
    if not isinstance(said, dict):
        raise EditionError(WORDS["index"], path=path, why=type(said).__name__)
    return said
