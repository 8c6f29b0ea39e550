"""The colours of the house, in light and in dark, for readers without our style sheet."""

HUES = ("#b1331f", "#8a5a00", "#1f6f43", "#0b5a8f", "#6b3fa0", "#9c2f6a")
DARK_HUES = ("#ff9a86", "#f0c46c", "#7fd6a5", "#86c5f4", "#cbaaf5", "#f7a3d0")
INK, SOFT, SHEET, RULE = "#1b1f2a", "#565c6d", "#ffffff", "#d9d5c9"
DARK_INK, DARK_SOFT, DARK_SHEET, DARK_RULE = "#f1eee6", "#b3b8c6", "#1c202b", "#3a4050"
