"""SVG written by hand: one element, and how a length is said."""

from typing import Any
from xml.sax.saxutils import quoteattr


def element(tag: str, attributes: dict[str, Any], content: str = "") -> str:
    """One element; `content` is already escaped."""
    said = "".join(f" {name}={quoteattr(plain(value))}" for name, value in attributes.items())
    return f"<{tag}{said}>{content}</{tag}>" if content else f"<{tag}{said}/>"


def plain(value: Any) -> str:
    """A value as an attribute says it: lengths to a tenth."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
