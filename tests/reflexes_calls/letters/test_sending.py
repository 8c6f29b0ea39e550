"""Letters leave whole, once each, whoever sends them at the same moment."""

import email
import email.policy
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import update

from reflexes_calls.actions import applying, people
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.letters.choosing import SENT, letter_for
from reflexes_calls.letters.sending import write_letter
from reflexes_calls.storage import letters
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from tests.makers import DURING, PASSWORD, World, a_call, a_draft, a_submitted, answers

LONGEST = {"receipt": "x" * 20, "title": "x" * 120, "call": "x" * 120, "reasons": "x" * 2000}
LONGEST |= dict.fromkeys(("organisation", "partner", "owner"), "x" * 160)
LONGEST |= {"closes": "x" * 10}
LONGEST |= dict.fromkeys(("lines", "lines_en", "why_fr", "why_en"), "x" * 2000)
LONGEST |= dict.fromkeys(("who", "role", "role_en", "call_en", "piste"), "x" * 120)
LONGEST |= dict.fromkeys(("link", "days", "note", "message"), "x" * 2000)
LONGEST |= dict.fromkeys(("at", "until", "seq", "digest", "entry"), "x" * 64)
LONGEST |= dict.fromkeys(("missing_fr", "missing_en", "form_fr", "form_en", "reason"), "x" * 2000)
LONGEST |= dict.fromkeys(("number", "question", "answer", "limit"), "x" * 20)
LONGEST["token"] = "x" * 80
LONGEST |= dict.fromkeys(("comments_fr", "comments_en", "missing"), "x" * 4000)
LONGEST |= dict.fromkeys(("granted_fr", "granted_en", "reference"), "x" * 40)
LONGEST |= dict.fromkeys(("arrived", "arrived_en", "replaces", "replaces_en"), "x" * 120)
LONGEST |= dict.fromkeys(("new", "organisation_en", "minutes"), "x" * 120)
LONGEST |= dict.fromkeys(("task", "task_en", "chair", "chair_en"), "x" * 60)
LONGEST |= dict.fromkeys(("marked", "marked_en"), "x" * 60)
LONGEST |= dict.fromkeys(("left", "left_en", "until_fr", "until_en"), "x" * 80)
LONGEST |= {"what_fr": "Réponse", "what_en": "The answer is published."}


def test_a_letter_is_written_again_as_the_same_file(world: World) -> None:
    """What happens when the machine stops between the file and the mark."""
    a_submitted(world, a_call(world))
    (path,) = world.desk.outbox.iterdir()
    before = path.read_bytes()
    with writing(world.desk.engine) as connection:
        connection.execute(update(t.letters).values(sent_at=None))

    assert world.desk.send_letters() == 1
    assert [one.name for one in world.desk.outbox.iterdir()] == [path.name]
    assert path.read_bytes() == before
    assert world.desk.send_letters() == 0


def test_the_same_letters_sent_by_many_at_once_are_whole(world: World) -> None:
    with writing(world.desk.engine) as connection:
        for rank in range(10):
            letters.queue(
                connection,
                kind="receipt",
                person=world.applicant.id,
                recipient=world.applicant.email,
                subject=f"Dossier {rank}",
                body="Bonjour,\n",
                at=DURING,
            )
    together = Barrier(6)

    def send(_: int) -> None:
        together.wait()
        world.desk.send_letters()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(send, range(6)))

    names = [one.name for one in world.desk.outbox.iterdir()]
    assert len(names) == 10
    assert all(name.endswith(".eml") for name in names)
    with reading(world.desk.engine) as connection:
        assert letters.waiting(connection) == ()


def test_an_outbox_that_cannot_be_written_undoes_no_step(world: World) -> None:
    draft = a_draft(world, a_call(world))
    world.desk.outbox.write_text("a file where the folder should be", encoding="utf-8")

    submitted = applying.submit(world.desk, world.applicant, draft.public_id)

    assert submitted.receipt == "2026-001"
    world.desk.outbox.unlink()
    assert world.desk.send_letters() == 1


def test_a_title_on_two_lines_is_refused_before_any_letter(world: World) -> None:
    draft = a_draft(world, a_call(world))
    said = answers(title="Titre\r\nBcc: tous@essai.example")
    with pytest.raises(Invalid):
        applying.submit(world.desk, world.applicant, draft.public_id, said)
    assert not world.desk.outbox.exists()


def test_a_subject_on_two_lines_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        write_letter(
            tmp_path,
            public_id="a" * 32,
            recipient="samir@essai.example",
            subject="Titre\r\nBcc: tous@essai.example",
            body="",
            at=DURING,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_letter_says_who_when_and_what_in_plain_mail(tmp_path: Path) -> None:
    subject = "Dossier 2026-001 bien reçu : " + "prêter une crèche à un Ehpad " * 4
    path = write_letter(
        tmp_path,
        public_id="a" * 32,
        recipient="samir@essai.example",
        subject=subject.strip(),
        body="Où ?\n— À l’Ehpad.\n",
        at=DURING,
    )
    said = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert said["Subject"] == subject.strip()
    assert said["Message-ID"] == f"<{'a' * 32}@reflexes.invalid>"
    assert said["Date"].datetime == DURING
    assert said.get_content().replace("\r\n", "\n") == "Où ?\n— À l’Ehpad.\n"
    assert said.get_content_charset() == "utf-8"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "samir",
        "samir@essai.example\nBcc: tous@essai.example",
        "samir @essai.example",
        "samir@essai.example, tous@essai.example",
        "Samir <samir@essai.example>",
        "samir@@essai.example",
        "zoé@essai.example",
    ],
)
def test_an_address_that_no_letter_could_bear_is_refused(small_world: World, address: str) -> None:
    """A letter that cannot be written would wait for ever, and hold up those behind it."""
    desk, actor = small_world.desk, small_world.administrator
    with pytest.raises(Invalid) as caught:
        people.create_person(desk, actor, name="Zoé", email=address, password=PASSWORD)
    (refusal,) = caught.value.refusals
    assert (refusal.field, refusal.kind) == ("email", "malformed" if address else "missing")


@pytest.mark.parametrize("step", sorted(SENT))
def test_every_letter_is_french_then_english_and_fits_its_columns(step: str) -> None:
    letter = letter_for(step, LONGEST)
    assert letter is not None
    french, _, english = letter.body.partition("\n---\n")
    assert french.startswith("Bonjour,")
    assert english.strip().startswith(("Your ", "The ", "Application ", "A question "))
    assert len(letter.subject) <= t.letters.c.subject.type.length
    assert len(letter.kind) <= t.letters.c.kind.type.length
    assert "{" not in letter.subject + letter.body
