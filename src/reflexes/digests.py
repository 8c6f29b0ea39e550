"""The one canonical form of plain data, and its digest.

Editions, calls, answers and plans are all digested the same way: SHA-256 of the UTF-8 JSON with
sorted keys, no spaces and no escapes.
"""

import hashlib
import json

SCHEMA = 1
"""The number of the form in which records are kept; it rises when a field changes its meaning."""


def canonical(data: object) -> bytes:
    """The canonical bytes of plain data (dicts, lists, strings, numbers, booleans, None)."""
    text = json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest_of(data: object) -> str:
    """The SHA-256 of the canonical form, in 64 hexadecimal characters."""
    return hashlib.sha256(canonical(data)).hexdigest()
