"""The colours of slides and printed files; `contrast` is what their tests measure."""

INK = "1B1F2A"
SOFT = "565C6D"
GROUND = "FFFFFF"
BAND = "1F3A5F"
ON_BAND = "FFFFFF"
PAPER = "F4F1E8"
ACCENT = "B1331F"
PAIRS = (
    (INK, GROUND),
    (SOFT, GROUND),
    (ON_BAND, BAND),
    (INK, PAPER),
    (ACCENT, GROUND),
    (BAND, GROUND),
    (SOFT, PAPER),
)
"""Every ink with the ground on which it is written."""

LIGHT_OFFSET = 0.05
LINEAR_BELOW = 0.03928


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG counts it."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + LIGHT_OFFSET) / (dark + LIGHT_OFFSET)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
