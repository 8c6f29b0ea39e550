"""The participant's handout: what to keep, without the trainer's instructions and answers."""

from collections.abc import Iterator

from reflexes.training.document import Block, Document, Heading, Items, NewPage, Said
from reflexes.training.guide import overview, worksheet
from reflexes.training.module import Activity, Shape
from reflexes.training.telling import Voice
from reflexes.training.timing import moments

SECRET = frozenset({Shape.ROLE, Shape.INJECT})
"""Cards that lose their use when they are read beforehand."""
TRAINER_ONLY = ("timeline",)
"""Sheets that are for the trainer."""


def handout(voice: Voice) -> Document:
    """The whole handout."""
    return voice.document(
        voice.module.title, voice.translate("Participant’s handout"), _blocks(voice)
    )


def _blocks(voice: Voice) -> Iterator[Block]:
    module, said = voice.module, voice.translate
    yield from overview(voice)
    yield Heading(text=said("Programme"))
    for session in module.sessions:
        yield Said(
            label=voice.colon(f"{session.title}, {session.starts}"),
            text=", ".join(
                each.activity.title
                for each in moments(module)
                if each.session is session and not each.activity.is_break
            )
            + ".",
        )
    told: set[str] = set()
    for activity in module.activities:
        if activity.cards or activity.debrief:
            yield from _activity(voice, activity, told)
    yield NewPage()
    yield Heading(text=said("Sheets to fill"))
    seen: set[str] = set()
    for activity in module.activities:
        for sheet in activity.sheets:
            if sheet.title not in seen and not sheet.code.endswith(TRAINER_ONLY):
                seen.add(sheet.title)
                yield from worksheet(sheet, 2)
    yield from voice.provenance()


def _activity(voice: Voice, activity: Activity, told: set[str]) -> Iterator[Block]:
    """An activity's questions and cards; `told` are those that stood before."""
    said = voice.translate
    yield Heading(text=activity.title)
    if activity.debrief:
        yield Said(text=said("Questions to keep in mind:"))
        yield Items(texts=activity.debrief)
    for card in activity.cards:
        if card.shape in SECRET or voice.card_title(card) in told:
            continue
        told.add(voice.card_title(card))
        yield Heading(text=voice.card_title(card), level=2)
        if card.text:
            yield Said(text=card.text)
        yield from (voice.claim(claim) for claim in card.claims)
    if any(card.shape in SECRET for card in activity.cards):
        yield Said(
            text=said("Some cards are dealt during the session, and are not in this handout.")
        )
