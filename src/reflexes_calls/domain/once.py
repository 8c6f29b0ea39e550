"""A form sent twice makes one thing: the key of the form gives the id of what it makes."""

from reflexes.digests import digest_of

LENGTH = 32
"""The characters of a public id: 128 bits."""


def id_of_request(request_key: str | None, *said: object) -> str | None:
    """The public id of what a form makes, from its key, its sender and all that it says.

    Something else typed in the same form, after a step back, makes another thing. None for a form
    without a key: what it makes then has an id of its own.
    """
    return digest_of([request_key, *map(str, said)])[:LENGTH] if request_key else None
