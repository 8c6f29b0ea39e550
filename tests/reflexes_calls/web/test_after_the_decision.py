"""Appeals, agreements and results, as people meet them on the pages."""

from pathlib import Path

import pytest

from reflexes_calls.settings import Settings
from tests.makers import DECLINE, World, a_call, a_reviewed, decide
from tests.reflexes_calls.actions.test_agreeing import PDF, TYPED
from tests.reflexes_calls.web.test_managing import TOKEN, Visits

pytestmark = pytest.mark.web


@pytest.fixture
def visits(small_world: World, tmp_path: Path) -> Visits:
    return Visits(small_world, Settings(files=tmp_path / "files"))


def test_an_appeal_is_written_answered_and_read(visits: Visits) -> None:
    world = visits.world
    application = a_reviewed(world, a_call(world))
    decide(world, application, DECLINE)
    own = f"/dossiers/{application.public_id}/recours"
    managed = f"/gestion/dossiers/{application.public_id}/recours"
    applicant, manager = visits.as_(world.applicant), visits.as_(world.manager)

    assert "jusqu’au 12" in applicant.get(own).text
    refused = visits.send(applicant, own, {"text": " "})
    assert refused.status_code == 422
    assert 'href="#text"' in refused.text
    assert visits.send(applicant, own, {"text": "Relisez <l’annexe>."}).status_code == 303
    again = visits.send(applicant, own, {"text": "Encore."})
    assert again.status_code == 409
    assert "Un recours a déjà été formé" in again.text

    page = manager.get(managed).text
    assert "Relisez &lt;l’annexe&gt;." in page
    refused = visits.send(manager, managed, {"outcome": "overturned", "reasons": "Soit."})
    assert refused.status_code == 422
    assert 'href="#amount"' in refused.text
    assert "Soit." in refused.text
    said = {"outcome": "upheld", "reasons": "L’annexe ne répond pas."}
    assert visits.send(manager, managed, said).status_code == 303
    assert "L’annexe ne répond pas." in applicant.get(own).text
    assert "The decision stands" in applicant.get(f"{own}?lang=en").text
    for other in (world.neighbour, world.reviewers[0]):
        assert visits.as_(other).get(own).status_code == 404
        assert visits.as_(other).get(managed).status_code == 404


def test_an_agreement_is_kept_issued_signed_and_paid(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    application = a_reviewed(world, call)
    decide(world, application)
    own = f"/dossiers/{application.public_id}/convention"
    managed = f"/gestion{own}"
    applicant, manager = visits.as_(world.applicant), visits.as_(world.manager)

    assert "en cours d’écriture" in applicant.get(own).text
    half = {"do": "issue", "reference": "<b>2027</b>", "0.amount": "rien"}
    refused = visits.send(manager, managed, half)
    assert refused.status_code == 422
    for field in ("funder_name", "begins_on", "0.amount", "0.due"):
        assert f'href="#{field}"' in refused.text
    assert "&lt;b&gt;2027&lt;/b&gt;" in refused.text
    assert "&lt;b&gt;2027&lt;/b&gt;" in manager.get(managed).text
    assert visits.send(manager, managed, TYPED | {"do": "issue"}).status_code == 303

    assert "2027-C-014" in applicant.get(own).text
    for ending, starts in (("pdf", b"%PDF"), ("docx", b"PK"), ("pdf?lang=en", b"%PDF")):
        given = applicant.get(f"{own}.{ending}")
        assert given.status_code == 200, given.text
        assert given.content.startswith(starts)
        assert visits.as_(world.neighbour).get(f"{own}.{ending}").status_code == 404
    assert applicant.get(f"{own}.exe").status_code == 404

    def send_copy(content: bytes, day: str) -> int:
        token = TOKEN.search(manager.get(managed).text)
        assert token is not None
        sent = manager.post(
            f"{managed}/signee",
            data={"csrf": token[1], "day": day},
            files={"signed": ("signée.pdf", content, "application/pdf")},
        )
        return sent.status_code

    assert send_copy(b"", "10/02/2027") == 422
    assert send_copy(PDF, "") == 422
    assert send_copy(b"MZ\x90\x00" + b"x" * 100, "10/02/2027") == 422
    assert send_copy(PDF, "10/02/2027") == 303
    assert "signée.pdf" in applicant.get(own).text
    assert visits.send(manager, managed, {"do": "pay:1", "day-1": "10/02/2027"}).status_code == 303
    assert visits.send(manager, managed, {"do": "pay:1", "day-1": "10/02/2027"}).status_code == 409
    assert visits.send(manager, managed, {"do": "nonsense"}).status_code == 404

    public = visits.as_(None)
    page = public.get(f"/appels/{call.public_id}/resultats").text
    assert "Ville de Val-d’Essai" in page
    assert "10\u202f000" in page
    english = public.get(f"/appels/{call.public_id}/resultats?lang=en").text
    assert "Who was not selected is never named." in english
    table = public.get(f"/appels/{call.public_id}/donnees-essentielles.csv")
    assert table.text.splitlines()[1].startswith("Agence d’essai des territoires,90000012600012,")
    assert public.get("/donnees-essentielles/subventions.csv").text == table.text
    described = public.get("/donnees-essentielles/datapackage.json").json()
    assert len(described["resources"][0]["schema"]["fields"]) == 14


def test_there_is_nothing_of_all_that_before_a_decision(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    application = a_reviewed(world, call)
    assert visits.as_(None).get(f"/appels/{call.public_id}/resultats").status_code == 404
    for person in (world.applicant, world.manager):
        client = visits.as_(person)
        for page in ("convention", "recours"):
            assert client.get(f"/dossiers/{application.public_id}/{page}").status_code == 404
    manager = visits.as_(world.manager)
    address = f"/gestion/dossiers/{application.public_id}/convention"
    assert manager.get(address).status_code == 404
