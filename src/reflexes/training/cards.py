"""Cards to print and cut: A6, four on a sheet; A5 briefs for roles, two on a sheet."""

from pathlib import Path
from typing import Any

from reflexes.training.module import Card, Shape
from reflexes.training.telling import SHAPES, SIGNS, Voice
from reflexes.training.typesetting import typeset

TEMPLATE = "cards.typ"
SMALL = {"across": 2, "down": 2, "width": 97, "height": 140, "flipped": False, "size": 17}
LARGE = {"across": 2, "down": 1, "width": 140, "height": 192, "flipped": True, "size": 16}
"""A6 and A5 less the room of the cut: four, or two, on a sheet that any printer takes whole.
`size` is that of the largest letters: they shrink until all fits."""


def small_cards(voice: Voice, folder: Path | None = None) -> bytes:
    """The A6 cards, roles apart; no bytes when there is none."""
    cards = tuple(card for card in voice.module.cards if card.shape is not Shape.ROLE)
    return _print(voice, _once(cards), SMALL, voice.translate("Cards"), folder)


def role_briefs(voice: Voice, folder: Path | None = None) -> bytes:
    """The A5 briefs, to fold and seal; no bytes when there is none."""
    cards = tuple(card for card in voice.module.cards if card.shape is Shape.ROLE)
    return _print(voice, cards, LARGE, voice.translate("Role briefs"), folder)


def _once(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """The cards, each printed once though two activities use it."""
    seen: dict[tuple[Any, ...], Card] = {}
    for card in cards:
        seen.setdefault((card.shape, card.title, card.text, card.claims), card)
    return tuple(seen.values())


def _print(
    voice: Voice, cards: tuple[Card, ...], paper: dict[str, Any], name: str, folder: Path | None
) -> bytes:
    if not cards:
        return b""
    said = {
        **paper,
        "title": f"{voice.module.title} — {name}",
        "description": voice.module.title,
        "language": voice.language,
        "font": voice.module.font,
        "cards": [_plain(voice, card) for card in cards],
        "sources-title": voice.translate("Sources"),
        "sources": _sources(voice, cards),
    }
    return typeset(TEMPLATE, said, folder=folder)


def _sources(voice: Voice, cards: tuple[Card, ...]) -> list[str]:
    """What the numbers on these cards stand for."""
    cited = {code for card in cards for claim in card.claims for code in claim.sources}
    return [voice.reference(each) for each in voice.references() if each.source.code in cited]


def _plain(voice: Voice, card: Card) -> dict[str, Any]:
    claims = [voice.claim(claim) for claim in card.claims]
    return {
        "kind": voice.translate(SHAPES[card.shape]),
        "sign": SIGNS[card.shape],
        "equal": card.shape in {Shape.ARGUMENT, Shape.STATEMENT},
        "title": card.title,
        "text": card.text,
        "at": f"T+{card.minute}" if card.minute is not None else "",
        "claims": [{"text": c.text, "mark": c.mark, "language": c.language} for c in claims],
        "foot": f"{voice.module.code} · {card.code} · {voice.module.edition}",
    }
