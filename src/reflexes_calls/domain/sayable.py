"""What any document can hold of a text: no controls, no half characters."""

import unicodedata

KEPT = frozenset("\t\n")
LEFT_OUT = frozenset({"Cc", "Cs"})
NO_CHARACTERS = frozenset("\ufffe\uffff")


def sayable(text: str) -> str:
    """The text without controls, halves of characters and what is no character."""
    return "".join(
        letter
        for letter in text
        if letter in KEPT
        or (letter not in NO_CHARACTERS and unicodedata.category(letter) not in LEFT_OUT)
    )
