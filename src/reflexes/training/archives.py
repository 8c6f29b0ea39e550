"""Office files written again with fixed times, so that the same module gives the same bytes."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

from reflexes.exporting.placing import pack

STILL = dt.datetime(2020, 5, 5, tzinfo=dt.UTC)
"""The instant written in the files: the day on which the inquiry was launched."""


def packed(save: Callable[[io.BytesIO], object]) -> bytes:
    """What `save` writes, put again in an archive without the time of writing."""
    written = io.BytesIO()
    save(written)
    with zipfile.ZipFile(written) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})


def describe(properties: Any, *, title: str, subject: str, language: str) -> None:
    """Fill the properties of an Office Open XML file."""
    properties.title = title
    properties.subject = subject
    properties.language = locale_of(language)
    properties.author = "Réflexes"
    properties.last_modified_by = "Réflexes"
    properties.keywords = ""
    properties.comments = ""
    properties.revision = 1
    properties.created = properties.modified = properties.last_printed = STILL.replace(tzinfo=None)


def locale_of(language: str) -> str:
    """A language with its country, as office programs name it."""
    return "en-GB" if language == "en" else "fr-FR"
