"""What a module takes from the catalogue: two poles, cases, evidence, principles, a piste."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.controversy import Controversy
from reflexes.observation import Observation
from reflexes.piste import Piste
from reflexes.records import changed
from reflexes.texts import Language, Says, Text, Title
from reflexes.training.choices import Choices, controversy_of, piste_of
from reflexes.training.module import Card, Claim, Shape
from reflexes.training.template import Words, read_data
from reflexes.wording import Translate, translator

MOST_CASES = 8
MOST_EVIDENCE = 3


@attrs.frozen(kw_only=True)
class Matter:
    """The records that a module is made with, chosen once, in an order that never changes."""

    catalogue: Catalogue
    choices: Choices
    controversy: Controversy
    piste: Piste | None
    cases: tuple[Observation, ...]
    evidence: tuple[Any, ...]

    @property
    def language(self) -> str:
        """The language of the module."""
        return self.choices.language.value

    @property
    def translate(self) -> Translate:
        """Says a message id in that language."""
        return translator(self.language)

    @property
    def facts(self) -> dict[str, str]:
        """What the words of templates wait for."""
        first, second = self.controversy.poles
        said = self.translate
        lengths = {
            "half-day": said("half a day"),
            "day": said("a day"),
            "two-days": said("two days"),
            "six-weeks": said("six weeks"),
        }
        return {
            "subject": self.name(self.controversy.short),
            "question": self.name(self.controversy.title),
            "pole_a": self.name(first.name),
            "pole_b": self.name(second.name),
            "piste": self.name(self.piste.title) if self.piste else "",
            "length": lengths[self.choices.length.value],
        }

    def name(self, title: Title) -> str:
        """A title in the module's language."""
        return title.in_language(self.language)

    def words(self, words: Words) -> str:
        """The words of a template, filled."""
        return words.said(self.language, self.facts)

    def claim(self, code: str, text: Text) -> Claim:
        """What a text of the record `code` claims, with who says it and on which sources."""
        met = text.language(self.language)
        return Claim(
            text=text.in_language(self.language),
            language=None if met == self.language else Language(met),
            record=code,
            says=text.says,
            sources=text.sources,
        )

    def card(self, shape: Shape, code: str, title: Title, *texts: Text) -> Card:
        """A card that bears what a record says."""
        return Card(
            code=f"{shape.value}-{code}"[:60].rstrip("-"),
            shape=shape,
            title=shortened_title(self.name(title)),
            claims=tuple(self.claim(code, text) for text in texts),
        )


def gather(catalogue: Catalogue, choices: Choices) -> Matter:
    """The matter of a module for those choices."""
    controversy = controversy_of(catalogue, choices)
    piste = piste_of(catalogue, choices, controversy)
    return Matter(
        catalogue=catalogue,
        choices=choices,
        controversy=controversy,
        piste=piste,
        cases=tuple(_cases(catalogue, choices, controversy))[:MOST_CASES],
        evidence=tuple(_evidence(catalogue, piste))[:MOST_EVIDENCE],
    )


def _cases(
    catalogue: Catalogue, choices: Choices, controversy: Controversy
) -> Iterator[Observation]:
    """Observations: those chosen, then by turns those of each phenomenon and of the tension."""
    phenomena = [each for each in catalogue.phenomena if each.controversy == controversy.code]
    chosen = [each for each in phenomena if each.code in choices.about] or phenomena
    rows = [
        [each for each in catalogue.observations if code in each.about]
        for code in (*(phenomenon.code for phenomenon in chosen), controversy.code)
    ]
    asked = [catalogue.observations[code] for code in choices.about if _is_case(catalogue, code)]
    by_turns = [each for turn in zip_longest(*rows) for each in turn if each is not None]
    seen: set[str] = set()
    for case in (*asked, *by_turns):
        if case.code not in seen and case.fact.sources:
            seen.add(case.code)
            yield case


def _is_case(catalogue: Catalogue, code: str) -> bool:
    return "observations" in catalogue.shelves and code in catalogue.observations


def _evidence(catalogue: Catalogue, piste: Piste | None) -> Iterator[Any]:
    """Evidence on the piste first, then the rest."""
    if "evidence" not in catalogue.shelves:
        return
    own = [each for each in catalogue.evidence if piste and piste.code in each.pistes]
    yield from own
    yield from (each for each in catalogue.evidence if each not in own)


def principle_cards(matter: Matter) -> tuple[Card, ...]:
    """The four principles as a grid: each definition is ours, and says so."""
    if "principles" not in matter.catalogue.shelves:
        return ()
    return tuple(
        _with_question(
            matter, matter.card(Shape.PRINCIPLE, each.code, each.title, each.definition), each
        )
        for each in matter.catalogue.principles
    )


def _with_question(matter: Matter, card: Card, principle: Any) -> Card:
    """The card with one question of the grid, where there is a grid."""
    if not principle.questions:
        return card
    question = matter.claim(principle.code, principle.questions[0].text)
    return changed(card, claims=(*card.claims, question))


def argument_cards(matter: Matter) -> tuple[Card, ...]:
    """The strongest argument of each pole, on cards that nothing tells apart but their words."""
    return tuple(
        changed(
            matter.card(Shape.ARGUMENT, matter.controversy.code, pole.name, pole.argument),
            code=f"argument-{place}",
        )
        for place, pole in enumerate(matter.controversy.poles, start=1)
    )


def case_cards(matter: Matter, first: int, count: int) -> tuple[Card, ...]:
    """So many cases from the place `first`, coming round again after the last."""
    cases = matter.cases
    if not cases:
        return ()
    chosen = [cases[(first + place) % len(cases)] for place in range(min(count, len(cases)))]
    return tuple(matter.card(Shape.CASE, each.code, each.title, each.fact) for each in chosen)


def evidence_cards(matter: Matter) -> tuple[Card, ...]:
    """What trials found, what they do not say, and the lessons for whoever evaluates."""
    return tuple(
        matter.card(Shape.EVIDENCE, each.code, each.title, each.finding, each.limits, *each.lessons)
        for each in matter.evidence
    )


def piste_cards(matter: Matter) -> tuple[Card, ...]:
    """The piste, one card for each thing that a draft needs to know of it."""
    piste = matter.piste
    if piste is None:
        return ()
    said = matter.translate
    parts: list[tuple[str, str, tuple[Text | None, ...]]] = [
        ("problem", said("Problem"), (piste.problem,)),
        ("proposition", said("Proposition"), (piste.proposition,)),
        ("first-steps", said("First steps"), piste.first_steps[:3]),
        ("indicators", said("Indicators worth watching"), piste.indicators[:3]),
        ("proof-wrong", said("What would prove it wrong"), (piste.proof_wrong,)),
        ("risks", said("Risks"), piste.risks[:3]),
    ]
    return tuple(
        Card(
            code=f"piste-{code}",
            shape=Shape.PISTE,
            title=title,
            claims=tuple(matter.claim(piste.code, text) for text in texts if text is not None),
        )
        for code, title, texts in parts
        if any(texts)
    )


def statement_cards(matter: Matter) -> tuple[Card, ...]:
    """Clear-cut statements, two for each pole, each with a word to define; ours."""
    said = matter.translate
    return tuple(
        Card(
            code=f"statement-{place}",
            shape=Shape.STATEMENT,
            title=said("Statement %d") % place,
            text=f"{text}\n{said('Word to define: %s') % word}",
        )
        for place, (text, word) in enumerate(_statements(matter), start=1)
    )


def _statements(matter: Matter) -> list[tuple[str, str]]:
    for each in read_data("statements.toml")["controversies"]:
        if each["code"] == matter.controversy.code:
            return [
                (one["text"][matter.language], one["word"][matter.language])
                for one in each["statements"]
            ]
    first, second = (matter.name(pole.name) for pole in matter.controversy.poles)
    sentence = matter.translate("“%(one)s” tells better what happens here than “%(other)s”.")
    return [
        (sentence % {"one": first, "other": second}, first),
        (sentence % {"one": second, "other": first}, second),
    ]


def shortened_title(title: str, most: int = 120) -> str:
    """A title that fits a card."""
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"


def is_ours(claim: Claim) -> bool:
    """Whether only this project says it."""
    return claim.says is Says.OURS
