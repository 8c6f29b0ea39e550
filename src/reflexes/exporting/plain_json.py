"""JSON: the edition as data, and the JSON Schema that says what may stand in it."""

import json

from reflexes.catalogue import Catalogue
from reflexes.describing import SCHEMA_ID, catalogue_schema
from reflexes.exporting.tables import digest_said, plain_of


def write(catalogue: Catalogue) -> bytes:
    """The catalogue in its plain form, indented, with the name of its schema and its digest.

    Without `$schema` and `digest`, in canonical form, these are the bytes of the released edition:
    its digest can be verified from the export alone.
    """
    plain = plain_of(catalogue)
    head = {key: value for key, value in plain.items() if key not in {"description", "shelves"}}
    return _bytes(
        {"$schema": SCHEMA_ID, **head, "digest": digest_said(catalogue, plain)} | plain,
    )


def write_schema(language: str = "fr") -> bytes:
    """The JSON Schema 2020-12 of `write`, with its titles in `language`."""
    return _bytes(catalogue_schema(language))


def _bytes(said: object) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
