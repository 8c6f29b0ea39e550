"""The words that every file of a module shares: marks, numbers of sources, names of things."""

from collections.abc import Iterable
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.sources import Source
from reflexes.texts import Says
from reflexes.training.document import Block, Document, Heading, Said
from reflexes.training.module import Card, Claim, Module, Objective, Shape
from reflexes.training.timing import HOUR, Moment
from reflexes.wording import said_date, translator

MARKS = {Says.INQUIRY: "inquiry", Says.SOURCE: "another source", Says.OURS: "ours"}
"""Who speaks, as a mark beside a claim (message ids)."""
SHAPES = {
    Shape.STATEMENT: "Statement",
    Shape.ARGUMENT: "Argument",
    Shape.ACTOR: "Actor",
    Shape.CASE: "Case",
    Shape.ROLE: "Role",
    Shape.INJECT: "Inject",
    Shape.PRINCIPLE: "Principle",
    Shape.EVIDENCE: "Piece of evidence",
    Shape.PISTE: "Piste",
}
"""What a card is, in words (message ids)."""
SIGNS = {
    Shape.STATEMENT: "!",
    Shape.ARGUMENT: "±",
    Shape.ACTOR: "@",
    Shape.CASE: "#",
    Shape.ROLE: "&",
    Shape.INJECT: ">",
    Shape.PRINCIPLE: "=",
    Shape.EVIDENCE: "%",
    Shape.PISTE: "?",
}
"""A sign for each shape, so that colour never stands alone."""
NAMES = {
    "elected-officials": "elected officials",
    "managers": "managers",
    "field-agents": "field agents",
    "innovation-labs": "public innovation labs",
    "half-day": "half a day",
    "day": "a day",
    "two-days": "two days",
    "six-weeks": "six weeks",
    "room": "in a room",
    "remote": "remote",
    "mixed": "in a room and remote",
    "talk": "talk",
    "plenary": "all together",
    "groups": "in groups",
    "alone": "alone",
    "break": "break",
}
"""The closed lists of a module, in words (message ids)."""

AT_ONES_OWN_TIME = "homework"
"""The template of what is done alone, between two sessions."""


@attrs.frozen(kw_only=True)
class Reference:
    """A source with its number, by order of first mention."""

    number: int
    source: Source


class Voice:
    """Speaks of one module in its language, and numbers its sources."""

    def __init__(self, module: Module, catalogue: Catalogue) -> None:
        """Number the sources that the module names, in order."""
        self.module = module
        self.catalogue = catalogue
        self.language = module.language.value
        self.translate = translator(self.language)
        codes = dict.fromkeys(code for claim in module.claims for code in claim.sources)
        self.numbers = {code: number for number, code in enumerate(codes, start=1)}

    def colon(self, label: str) -> str:
        """A label with the colon of the language."""
        return f"{label}\u00a0:" if self.language == "fr" else f"{label}:"

    def name(self, value: str) -> str:
        """A value of a closed list, in words."""
        return self.translate(NAMES[value])

    def minutes(self, minutes: int) -> str:
        """A duration: `45 min`, `3 h 30`."""
        if minutes < HOUR:
            return f"{minutes}\u00a0min"
        hours, rest = divmod(minutes, HOUR)
        return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"

    def hours(self, moment: Moment) -> str:
        """From when to when; work done alone between two sessions has no hour."""
        if moment.activity.template == AT_ONES_OWN_TIME:
            return self.translate("at your own time")
        return f"{moment.begins}–{moment.ends}"

    def people(self, fewest: int, most: int) -> str:
        """How many people."""
        said = self.translate("%(fewest)d to %(most)d people")
        return said % {"fewest": fewest, "most": most}

    def objective(self, objective: Objective) -> str:
        """An objective as one sentence."""
        verb = objective.verb[:1].upper() + objective.verb[1:]
        condition = f", {objective.condition}" if objective.condition else ""
        return f"{verb} {objective.what}{condition}."

    def mark(self, claim: Claim) -> str:
        """Who says it, the record's code, and the numbers of its sources."""
        said = self.translate(MARKS[claim.says])
        numbers = ", ".join(str(self.numbers[code]) for code in claim.sources)
        cited = f" [{numbers}]" if numbers else ""
        record = f" · {claim.record}" if claim.record else ""
        return f"{said}{cited}{record}"

    def claim(self, claim: Claim) -> Said:
        """A claim as a paragraph with its mark."""
        language = claim.language.value if claim.language else ""
        return Said(text=claim.text, mark=self.mark(claim), language=language)

    def card_title(self, card: Card) -> str:
        """What a card is and its title: `Cas · Chelles…`; a statement's title says both."""
        if card.shape is Shape.STATEMENT:
            return card.title
        return f"{self.translate(SHAPES[card.shape])} · {card.title}"

    def references(self) -> tuple[Reference, ...]:
        """The sources that the module names, in order of first mention."""
        shelf = self.catalogue.sources.everything
        return tuple(
            Reference(number=number, source=shelf[code]) for code, number in self.numbers.items()
        )

    def reference(self, each: Reference) -> str:
        """A source as one line: number, title, publisher, day, address."""
        source = each.source
        parts = [source.title.in_language(self.language), source.publisher, self._day(source)]
        said = ", ".join(part for part in parts if part)
        return f"[{each.number}] {said}. {source.addresses[0]}"

    def _day(self, source: Any) -> str:
        if not source.published_on:
            return ""
        return said_date(tuple(map(int, source.published_on.split("-"))), self.language)

    def provenance(self) -> tuple[Block, ...]:
        """How to read the marks, then the list of sources."""
        said = self.translate
        blocks: list[Block] = [
            Heading(text=said("Sources"), level=1),
            Said(text=said(READING_MARKS)),
            Said(text=self.edition_line()),
        ]
        blocks += [Said(text=self.reference(each)) for each in self.references()]
        return tuple(blocks)

    def edition_line(self) -> str:
        """Which edition the module pins."""
        said = self.translate("Made from edition %(edition)s of the catalogue (digest %(digest)s).")
        return said % {"edition": self.module.edition, "digest": self.catalogue.digest[:12]}

    def document(
        self, title: str, subtitle: str, blocks: Iterable[Block], *, wide: bool = False
    ) -> Document:
        """A document of this module."""
        return Document(
            title=title,
            subtitle=subtitle,
            language=self.language,
            font=self.module.font,
            description=f"{title} — {self.module.title}",
            foot=f"{self.module.title} · {self.module.code} · {self.module.edition}",
            blocks=tuple(blocks),
            wide=wide,
        )


READING_MARKS = (
    "After each fact stands who says it: the inquiry, another source, or us; then the numbers of "
    "the sources, and the code of the catalogue’s record. What is ours is a reading, not a result "
    "of the inquiry. All other words of this module are instructions, and ours."
)
"""How to read the marks (a message id)."""
