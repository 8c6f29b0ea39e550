"""The partners of a submission, on the pages of those who read it."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions import applying, partner_letters
from reflexes_calls.domain.application import Application
from tests.makers import AFTER, World, a_call, a_draft, a_submitted, assign_both
from tests.reflexes_calls.actions.test_partnering import (
    LYON,
    a_call_with,
    asked,
    named,
    signed,
)
from tests.reflexes_calls.web.structure import faults_of
from tests.reflexes_calls.web.test_managing import Visits, visits, world

__all__ = ["visits", "world"]

SECTION = re.compile(r'<section[^>]*id="partenaires".*?</section>', re.DOTALL)
LETTER = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n%%EOF\n"


def a_file_with_partners(world: World, folder: Path) -> Application:
    """A file submitted with an evaluator who signed, and a partner who was not asked."""
    draft = a_draft(world, a_call_with(world, partners="optional", evaluator="required"))
    evaluator = named(
        world, draft, role="evaluator", name="Observatoire <b>d’Essai</b>", siret=LYON
    )
    named(world, draft, part="Prête deux agents.")
    token = asked(world, draft, evaluator)
    (folder / "lettre.pdf").write_bytes(LETTER)
    partner_letters.attach_letter(
        world.desk, token, folder / "lettre.pdf", "lettre.pdf", len(LETTER)
    )
    signed(world, token)
    done = applying.submit(world.desk, world.applicant, draft.public_id)
    assign_both(world, done)
    world.at(AFTER)
    return done


def told(client: TestClient, address: str) -> str:
    """The section of the partners, once the page was found well built."""
    page = client.get(address)
    assert page.status_code == 200
    assert faults_of(page.text) == []
    found = SECTION.search(page.text)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("place", ["gestion/dossiers", "relectures"])
def test_whoever_reads_a_file_sees_who_takes_part(
    visits: Visits, tmp_path: Path, place: str
) -> None:
    world = visits.world
    file = a_file_with_partners(world, tmp_path)
    reader = world.manager if place.startswith("gestion") else world.reviewers[0]
    client = visits.as_(reader)
    section = told(client, f"/{place}/{file.public_id}")
    assert section.index("Observatoire") < section.index("Métropole d’Essai")
    assert "<b>d’Essai" not in section
    assert ">évaluateur</span>" in section
    assert "Signé par Ana Morel, Directrice" in section
    assert "Signature pas encore demandée" in section
    assert "Prête deux agents." in section
    # Whoever signs is known by name; where they are written to is their team's own.
    assert "signe@metropole.example" not in section
    letter = re.search(r'href="(/dossiers/[^"]+/fichiers/[^"]+)"', section)
    assert letter is not None
    assert client.get(letter[1]).content == LETTER


def test_a_file_without_partners_says_nothing_of_them(visits: Visits) -> None:
    file = a_submitted(visits.world, a_call(visits.world))
    page = visits.as_(visits.world.manager).get(f"/gestion/dossiers/{file.public_id}").text
    assert "partenaires" not in page
