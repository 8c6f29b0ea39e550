"""An issued agreement as a paper, from its frozen text."""

from typing import Any

from reflexes_calls.actions.agreeing import AgreementPage
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.papers.tree import Block, Heading, Items, Paper, Prose
from reflexes_calls.web.notices import N_
from reflexes_calls.web.translating import translations

AGREEMENT = N_("Agreement %(reference)s")
TWO, THREE = N_("Agreement between two parties"), N_("Agreement between three parties")
PAGE, OF = N_("Page"), N_("of")
DIGEST = N_("Digest of the text: %(digest)s")


def agreement_paper(shown: AgreementPage, language: str) -> Paper:
    """The paper; `NotFound` before the agreement is issued."""
    agreement = shown.agreement
    if agreement is None or agreement.document is None:
        raise NotFound("agreement", shown.application.public_id)
    words = translations(language).gettext
    title = words(AGREEMENT) % {"reference": agreement.document["reference"]}
    has_evaluator = bool(agreement.typed.get("evaluator_name", "").strip())
    return Paper(
        title=title,
        subtitle=words(THREE if has_evaluator else TWO),
        language=language,
        author=agreement.typed.get("funder_name", "").strip(),
        foot=words(DIGEST) % {"digest": agreement.digest},
        page_of=(words(PAGE), words(OF)),
        blocks=tuple(_block(each) for each in agreement.document["texts"][language]),
    )


def _block(said: dict[str, Any]) -> Block:
    if said["kind"] == "heading":
        return Heading(text=said["text"])
    if said["kind"] == "items":
        return Items(texts=tuple(said["texts"]))
    return Prose(paragraphs=tuple(said["paragraphs"]))
