"""Letters wait, leave once, in French first, and cannot be bent by what people typed."""

import email
import email.policy
from importlib.resources import files

from reflexes_calls.actions import applying
from reflexes_calls.letters.choosing import SENT, letter_for
from tests.makers import World, a_call, a_draft, answers


class FactsOfAnyLetter(dict[str, str]):
    """The facts that are given, and some words for those of other letters."""

    def __missing__(self, name: str) -> str:
        return name


def read_letters(world: World) -> list[email.message.EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(world.desk.outbox.glob("*.eml"))
    ]


def test_a_receipt_leaves_once_in_french_then_english(world: World) -> None:
    draft = a_draft(world, a_call(world))
    applying.submit(world.desk, world.applicant, draft.public_id)

    assert world.desk.send_letters() == 0
    (letter,) = read_letters(world)
    body = letter.get_content()
    assert letter["To"] == "samir@essai.example"
    assert "2026-001" in letter["Subject"] + body
    assert body.index("Bonjour") < body.index("Your application")


def test_a_title_bends_no_header() -> None:
    facts = {"receipt": "2026-001", "call": "Un appel", "reasons": "Net.", "name": "Samir"}
    title = "Titre\r\nBcc: tous@essai.example\r\n\r\n{receipt} %(x)s"
    facts |= dict.fromkeys(("who", "organisation", "partner", "owner", "piste", "message"), title)
    for step in SENT:
        letter = letter_for(step, FactsOfAnyLetter(facts | {"title": title}))
        assert letter is not None
        assert "\n" not in letter.subject
        assert "\r" not in letter.subject


def test_a_step_without_letter_sends_none() -> None:
    assert letter_for("save", {}) is None


def test_what_was_typed_reaches_the_letter_as_typed(world: World) -> None:
    draft = a_draft(world, a_call(world), title="{reasons} & <b>50 %</b>")
    applying.submit(world.desk, world.applicant, draft.public_id, answers(title="{0} <b>50 %</b>"))

    (letter,) = read_letters(world)
    assert "{0} <b>50 %</b>" in letter["Subject"] + letter.get_content()


def test_every_text_is_sent_by_a_step_and_says_itself_in_both_languages() -> None:
    texts = {
        each.name.removesuffix(".txt"): each.read_text("utf-8")
        for each in files("reflexes_calls.letters").joinpath("texts").iterdir()
    }
    assert set(texts) == set(SENT.values())
    for kind, text in texts.items():
        french, between, english = text.partition("\n---\n")
        assert between, kind
        assert "Bonjour," in french, kind
        assert "Bonjour" not in english, kind
        assert len(english.split()) >= 8, kind
        assert {"is", "the", "you", "your"} & set(english.lower().split()), kind
