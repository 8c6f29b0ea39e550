"""Compiles the translations while the package is built, editable installs included.

A build stops on a translation that is missing or only guessed: a half-translated page must not
leave the house.
"""

import os
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACE = "src/**/locale/*/LC_MESSAGES/*.po"


class UnfinishedTranslationError(Exception):
    """Some messages have no translation, or one that nobody has confirmed."""


class CompileTranslations(BuildHookInterface):  # type: ignore[type-arg]  # no settings of our own
    """The build hook that hatchling calls before it gathers files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Compile every `.po` under `src` to the `.mo` beside it."""
        for source in sorted(Path(self.root).glob(PLACE)):
            compile_file(source)


def compile_file(source: Path) -> Path:
    """Compile one `.po` and give the `.mo`, refusing fuzzy and empty translations."""
    with source.open("rb") as stream:
        catalog = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
    if unfinished := [message for message in catalog if is_unfinished(message)]:
        raise UnfinishedTranslationError(_complaint(source, unfinished))
    return _write(catalog, source.with_suffix(".mo"))


def is_unfinished(message: Message) -> bool:
    """Tell whether a message is fuzzy or lacks one of its forms."""
    if not message.id:  # the header
        return False
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return message.fuzzy or not all(forms)


def _complaint(source: Path, unfinished: list[Message]) -> str:
    lines = [f"{source.name}: translate and confirm these messages, then build again."]
    lines += [f"  line {message.lineno}: {message.id!r}" for message in unfinished]
    return "\n".join(lines)


def _write(catalog: Catalog, target: Path) -> Path:
    # Under another name first: a service reading its translations never meets half a file.
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with draft.open("wb") as stream:
        write_mo(stream, catalog)
    draft.replace(target)
    return target
