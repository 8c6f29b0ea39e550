"""The catalogues at hand: ours, and those that installed packages offer.

A package offers one by an entry point of the group `reflexes.catalogues`: its name is the
catalogue's own, its value the package that holds the files.

    [project.entry-points."reflexes.catalogues"]
    inondation = "inondation_catalogue"

The folder of that package is the one that `reflexes new` made, or holds it as `catalogue`; its
folder `editions` holds the editions cut from it. Files or editions, one of the two is enough. The
package is found without being run (a dotted name runs what stands before its last dot).
"""

import importlib.util
import json
import os
import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from reflexes.errors import EditionError

GROUP = "reflexes.catalogues"
OWN = "reflexes-publics"
"""The name of the catalogue that this library ships."""
OWN_FOLDER = Path(__file__).parent / "data"
TREE, EDITIONS, INDEX = "catalogue", "editions", "index.json"
"""Where the files, the editions and their list stand in the folder of a catalogue."""
DESCRIPTION = "catalogue.toml"
"""The file without which a folder is no tree."""

Codes = Mapping[str, Collection[str]]

WORDS = {
    "unknown": "“%(name)s” is no folder, no edition and no catalogue at hand. Editions: "
    "%(editions)s. Catalogues: %(catalogues)s.",
    "twice": "Two packages offer the catalogue “%(name)s”: %(packages)s. Take one of them out.",
    "no-package": "The package %(package)s offers the catalogue “%(name)s” and there is no folder "
    "of files “%(value)s”. Its entry point must name the package that holds the files.",
    "nothing": "The package of the catalogue “%(name)s” holds neither a file “catalogue.toml” nor "
    "a folder “editions” (looked in %(folder)s).",
    "unreadable": "The newest edition in %(folder)s cannot be read (%(why)s). Install the package "
    "again.",
    "no-editions": "The catalogue “%(name)s” has files and no editions: ask for “%(name)s” alone.",
    "other-name": "The package that offers the catalogue “%(name)s” holds one that calls itself "
    "“%(met)s”. Give both the same name.",
}
"""What is said of a catalogue that cannot be given, as message ids."""


def names() -> tuple[str, ...]:
    """The names of the catalogues at hand, ours first."""
    return (OWN, *sorted(_offers()))


def folder(name: str) -> Path | None:
    """The folder of the catalogue called `name`, or None when it is not at hand.

    Raises `EditionError` when two packages offer that name, or when the package that does has no
    such folder.
    """
    offers = _offers().get(name, [])
    packages = [f"{OWN} (reflexes)"] if name == OWN else []
    packages += [package for package, _ in offers]
    if len(packages) > 1:
        raise EditionError(WORDS["twice"], name=name, packages=", ".join(sorted(packages)))
    if name == OWN:
        return OWN_FOLDER
    return _place(name, *offers[0]) if offers else None


def tree(folder: Path) -> Path | None:
    """The tree of TOML files in the folder of a catalogue, or None when there is none."""
    places = (folder, folder / TREE)
    return next((place for place in places if (place / DESCRIPTION).is_file()), None)


def _offers() -> dict[str, list[tuple[str, str]]]:
    """For each name that is offered, the distributions that do, and the packages of the files."""
    # Late, because it takes longer than to load an edition, and few ask for another catalogue.
    from importlib.metadata import distributions  # noqa: PLC0415 - see above

    found: dict[str, dict[str, str]] = {}
    for each in distributions():
        # Not `entry_points()`, which one distribution that cannot be read stops for all.
        try:
            offered = {entry.name: entry.value for entry in each.entry_points.select(group=GROUP)}
            package = each.name if offered else ""
        except Exception:  # noqa: BLE001, S112 - nothing can be told of it, not even its name
            continue
        for name, value in offered.items():
            # The first on the path hides the others of its name, as it does for Python.
            found.setdefault(name, {}).setdefault(package, value)
    return {name: list(offers.items()) for name, offers in found.items()}


def _place(name: str, package: str, value: str) -> Path:
    try:
        spec = importlib.util.find_spec(value)
    except Exception:  # noqa: BLE001 - the package before the dot is run, and may raise anything
        spec = None
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        if Path(place).is_dir():
            return Path(place)
    raise EditionError(WORDS["no-package"], name=name, package=package, value=value)


class Neighbours:
    """The codes of the other catalogues at hand, each asked for once and only when needed."""

    def __init__(self, folders: Iterable[str | os.PathLike[str]] = ()) -> None:
        """Count also the trees of `folders`, for catalogues that no package offers."""
        self._trees = [Path(each) for each in folders]
        self._kept: dict[str, Codes | None] = {}

    def names(self) -> tuple[str, ...]:
        """The names of the catalogues at hand."""
        return tuple(dict.fromkeys((*names(), *self._named)))

    def codes(self, name: str) -> Codes | None:
        """The codes of the catalogue called `name`, by shelf; None when it is not at hand.

        Its records are not read: two catalogues may point to each other. Raises `EditionError`
        when its package is broken.
        """
        if name not in self._kept:
            self._kept[name] = self._find(name)
        return self._kept[name]

    @property
    def _named(self) -> dict[str, Path]:
        return {_name_said_in(tree): tree for tree in self._trees}

    def _find(self, name: str) -> Codes | None:
        if name in self._named:
            return _codes_of_tree(self._named[name])
        place = folder(name)
        if place is None:
            return None
        if (place / EDITIONS / INDEX).exists():
            return _codes_of_edition(place / EDITIONS)
        return _codes_of_tree(tree(place) or place)


def _name_said_in(tree: Path) -> str:
    """The name that a tree gives itself, or the empty string when it says none."""
    try:
        return str(tomllib.loads((tree / DESCRIPTION).read_text("utf-8")).get("name", ""))
    except (OSError, ValueError, RecursionError):
        return ""


def _codes_of_tree(tree: Path) -> Codes:
    found: dict[str, set[str]] = {}
    for path in tree.glob("*/*.toml"):
        found.setdefault(path.parent.name, set()).add(path.stem)
    return found


def _codes_of_edition(editions: Path) -> Codes:
    """The codes of the newest edition; its digest is verified when it is loaded, not here.

    Raises `EditionError` when it cannot be read.
    """
    try:
        newest = max(json.loads((editions / INDEX).read_text("utf-8")))
        said = json.loads((editions / f"{newest}.json").read_text("utf-8"))
        return {
            shelf: {plain["code"] for plain in plains} for shelf, plains in said["shelves"].items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        why = f"{type(error).__name__}: {error}"
        raise EditionError(WORDS["unreadable"], folder=editions, why=why) from None
