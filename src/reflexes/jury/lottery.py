"""Drawing lots in public: anyone may do it again with a pencil and a digest.

The rule is said before the seed is known: each candidate's number is the SHA-256 digest of
``seed|code``, in hexadecimal, and the smallest numbers are drawn. The seed should be something that
nobody chooses and everybody can read, such as the result of a public draw on a day named
beforehand. A draw within the grey zone also makes a randomised comparison: those not drawn differ
from those drawn by chance alone.
"""

from collections.abc import Iterable
from hashlib import sha256

from reflexes.jury.errors import JuryError


def draw_lots(codes: Iterable[str], *, seed: str) -> tuple[str, ...]:
    """All codes in the order drawn, from a seed published after the codes were.

    Raises:
    ------
    JuryError
        The seed is empty, or a code stands twice.
    """
    listed = sorted(codes)
    if not seed:
        raise JuryError("The seed is empty. Give the public text that was announced.")
    if len(set(listed)) < len(listed):
        raise JuryError("A code stands twice among those to be drawn. Name each once.")
    return tuple(sorted(listed, key=lambda code: (number_of(code, seed), code)))


def number_of(code: str, seed: str) -> str:
    """The number of one code: the SHA-256 digest of ``seed|code`` in hexadecimal."""
    return sha256(f"{seed}|{code}".encode()).hexdigest()
