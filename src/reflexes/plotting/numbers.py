"""Numbers as people write them, in French and in English."""

from math import isnan

NOTHING = "–"
_MINUS = "\u2212"


def number_said(value: float | None, language: str, decimals: int = 2) -> str:
    """A number with so many decimals; a dash for what is not known."""
    if value is None or isnan(value):
        return NOTHING
    said = f"{abs(value):,.{decimals}f}"
    if language != "en":
        said = said.replace(",", "\u202f").replace(".", ",")
    is_below = float(f"{value:.{decimals}f}") < 0
    return f"{_MINUS}{said}" if is_below else said


def percent_said(share: float | None, language: str, decimals: int = 0) -> str:
    """A share (0 to 1) in percent."""
    if share is None or isnan(share):
        return NOTHING
    return number_said(100 * share, language, decimals) + ("%" if language == "en" else "\u00a0%")
