"""What every story shares: a world of its own, what happened last, and the common sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import attrs
import pytest
from pytest_bdd import parsers, then

from reflexes_calls.actions import looking
from reflexes_calls.actions.looking import ApplicationPage, JournalPage, PilotPage
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotOpen, Refused
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.pilot import Pilot
from tests.makers import World, a_world


@attrs.define(kw_only=True)
class Story:
    """What happened last, and how to read it again from the store."""

    world: World
    call: Call | None = None
    application: Application | None = None
    pilot: Pilot | None = None
    refusal: Refused | None = None
    tried: str = ""
    copied_from: Call | None = None

    @contextmanager
    def trying(self, step: str) -> Iterator[None]:
        """Try a step that may be refused; only what the domain refuses is caught."""
        self.tried, self.refusal = step, None
        try:
            yield
        except Refused as refused:
            self.refusal = refused

    def call_kept(self) -> Call:
        """The call, as the store holds it."""
        assert self.call is not None
        page = looking.call_page(self.world.desk, self.world.manager, self.call.public_id)
        return page.call

    def file(self, reader: Person | None = None) -> ApplicationPage:
        """The application, as its team or another reader finds it."""
        assert self.application is not None
        asked = reader or self.world.applicant
        return looking.application_page(self.world.desk, asked, self.application.public_id)

    def trial(self) -> PilotPage:
        """The pilot, as anyone finds it."""
        assert self.pilot is not None
        return looking.pilot_page(self.world.desk, None, self.pilot.public_id)

    def journal(self) -> JournalPage:
        """The journal of the call, as its manager reads it."""
        assert self.call is not None
        return looking.journal_of_call(self.world.desk, self.world.manager, self.call.public_id)

    def stage(self) -> str:
        """Where the pilot stands, or the application when there is no pilot yet."""
        return (self.trial().pilot if self.pilot else self.file().application).stage

    def refused_fields(self) -> dict[str, str]:
        """The refused fields of a form, each with its kind."""
        assert isinstance(self.refusal, Invalid), self.refusal
        kinds = {refusal.field: refusal.kind for refusal in self.refusal.refusals}
        assert len(kinds) == len(self.refusal.refusals), "a field is refused twice"
        return kinds

    def letters(self, to: Person) -> list[EmailMessage]:
        """The letters to a person that stand in the outbox."""
        parse = BytesParser(EmailMessage, policy=default).parsebytes
        known = [parse(path.read_bytes()) for path in self.world.desk.outbox.glob("*.eml")]
        return [letter for letter in known if letter["To"] == to.email]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = a_world(f"sqlite:///{tmp_path / 'calls.sqlite3'}", tmp_path)
    yield made
    made.desk.engine.dispose()


@pytest.fixture
def story(world: World) -> Story:
    return Story(world=world)


@then("l’étape lui est refusée")
def the_step_is_for_the_manager_alone(story) -> None:
    assert isinstance(story.refusal, NotAllowed), story.refusal
    assert story.refusal.kind == "not-allowed"
    assert story.refusal.facts == {"step": story.tried, "by": (Role.MANAGER,)}
    assert story.tried not in {entry.kind for entry in story.journal().entries}


@then("l’étape n’est pas ouverte")
def the_step_is_not_open(story) -> None:
    assert isinstance(story.refusal, NotOpen), story.refusal
    assert story.refusal.kind == "not-open"
    assert story.refusal.facts["step"] == story.tried
    assert story.refusal.facts["stage"] == story.stage()


@then(parsers.parse("le journal de l’appel se termine par « {kind} »"))
def the_journal_ends_with(story, kind) -> None:
    last = story.journal().entries[-1]
    assert (last.kind, last.actor) == (kind, story.world.manager.public_id)
