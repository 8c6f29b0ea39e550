"""Files are attached by the team while it may write, kept once, and never lost half-way."""

import datetime as dt
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import attrs
import pytest

from reflexes_calls.actions import applying, attaching, partnering, people, publishing
from reflexes_calls.actions.attaching import Place
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.leading import set_blind
from reflexes_calls.actions.looking import application_page
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.attachment import MOST_UNFINISHED, Attachment, FileRefused, Scan
from reflexes_calls.domain.errors import Conflict, NotAllowed, NotFound, NotOpen, TooLate
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.team import TeamMember, TeamRole
from reflexes_calls.storage import attachments, calls, partners, team
from reflexes_calls.storage.engine import reading, writing
from tests.makers import AFTER, PISTE, World, a_call, a_draft, assign_both, call_form
from tests.reflexes_calls.files import sent

pytestmark = pytest.mark.storage
QUESTION = "attached"
TWO_GIGABYTES = 2 * 1024**3
SCANNER = """
import sys
from pathlib import Path
sys.exit(1 if b"EICAR" in Path(sys.argv[1]).read_bytes() else 0)
"""


@pytest.fixture
def draft(world: World) -> Application:
    """A draft whose form asks for files."""
    return a_draft(world, a_call(world))


@pytest.fixture
def small_draft(small_world: World) -> Application:
    """The same, on one database."""
    return a_draft(small_world, a_call(small_world))


def kept_files(desk: Desk) -> list[Path]:
    """Every content in the store."""
    return [path for path in (desk.files.folder / "kept").rglob("*") if path.is_file()]


def received_files(desk: Desk) -> list[Path]:
    """Every file on its way, and every copy that was left."""
    return list((desk.files.folder / "receiving").glob("*"))


def attach(
    world: World,
    draft: Application,
    content: bytes = sent.PDF,
    name: str = "lettre.pdf",
    *,
    actor: Person | None = None,
) -> Attachment:
    """Attach a content in one go."""
    path = world.desk.outbox.with_name(f"{os.urandom(4).hex()}.sent")
    path.write_bytes(content)
    place = Place(application=draft.public_id, question=QUESTION)
    return attaching.attach(world.desk, actor or world.applicant, place, path, name)


def announce(world: World, draft: Application, content: bytes, name: str = "lettre.pdf") -> str:
    """Announce a content that comes by parts."""
    place = Place(application=draft.public_id, question=QUESTION)
    return attaching.announce(
        world.desk, world.applicant, place, name=name, size=len(content)
    ).public_id


def send(world: World, draft: Application, upload: str, content: bytes, *, at: int = 0) -> None:
    """Send one part."""
    actor = world.applicant
    with attaching.receive(world.desk, actor, draft.public_id, upload, at=at) as part:
        part.write(content)


def files_of(world: World, draft: Application) -> tuple[Attachment, ...]:
    """The files of the question, as the team sees them."""
    place = Place(application=draft.public_id, question=QUESTION)
    return attaching.files_page(world.desk, world.applicant, place).attachments


def test_a_file_is_attached_with_all_that_is_known_of_it(world: World, draft: Application) -> None:
    attached = attach(world, draft, name="../Lettre de l’équipe.PDF")
    assert files_of(world, draft) == (attached,)
    assert (attached.name, attached.size) == ("Lettre de l’équipe.PDF", len(sent.PDF))
    assert (attached.media_type, attached.scan) == ("application/pdf", Scan.NONE)
    assert (attached.uploaded_by, attached.uploaded_at) == (world.applicant.id, world.clock.now())
    found, stream = attaching.open_file(
        world.desk, world.applicant, draft.public_id, attached.public_id
    )
    with stream:
        assert (found, stream.read()) == (attached, sent.PDF)


def test_a_file_added_or_removed_is_a_change_of_the_draft(
    small_world: World, small_draft: Application
) -> None:
    def seen() -> Application:
        person, draft = small_world.applicant, small_draft.public_id
        return application_page(small_world.desk, person, draft).application

    attached = attach(small_world, small_draft)
    assert seen().revision == small_draft.revision + 1
    assert seen().touched[QUESTION][:2] == [seen().revision, small_world.applicant.public_id]
    assert seen().draft == small_draft.draft
    attaching.remove(
        small_world.desk, small_world.applicant, small_draft.public_id, attached.public_id
    )
    assert seen().revision == small_draft.revision + 2


def test_a_removed_file_is_neither_listed_nor_given(world: World, draft: Application) -> None:
    attached = attach(world, draft)
    for _ in range(2):
        attaching.remove(world.desk, world.applicant, draft.public_id, attached.public_id)
    assert files_of(world, draft) == ()
    with pytest.raises(NotFound):
        attaching.open_file(world.desk, world.applicant, draft.public_id, attached.public_id)


def test_the_same_content_sent_twice_is_one_file(world: World, draft: Application) -> None:
    first = attach(world, draft)
    assert attach(world, draft) == first
    other = attach(world, draft, name="autre nom.pdf")
    assert other.digest == first.digest
    assert files_of(world, draft) == (first, other)
    assert len(kept_files(world.desk)) == 1


def test_two_people_who_send_the_same_file_at_once_attach_it_once(
    world: World, draft: Application
) -> None:
    people.join(world.desk, world.administrator, world.neighbour, world.val_d_essai)
    together = Barrier(4)

    def press(rank: int) -> str:
        together.wait()
        actor = world.neighbour if rank % 2 else world.applicant
        return attach(world, draft, actor=actor).public_id

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(press, range(4)))) == 1
    assert len(files_of(world, draft)) == 1


def test_two_people_who_send_other_files_at_once_share_the_places_that_are_left(
    world: World, draft: Application
) -> None:
    """The question takes three files; six arrive."""
    people.join(world.desk, world.administrator, world.neighbour, world.val_d_essai)
    together = Barrier(6)

    def press(rank: int) -> str:
        together.wait()
        actor = world.neighbour if rank % 2 else world.applicant
        try:
            return attach(world, draft, sent.PDF + str(rank).encode(), actor=actor).digest
        except FileRefused as refused:
            return refused.kind

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(press, range(6)))
    assert outcomes.count("file-too-many") == 3
    kept = {each.digest for each in files_of(world, draft)}
    assert kept == set(outcomes) - {"file-too-many"}


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("vide.pdf", b"", "file-empty"),
        ("programme.pdf", sent.EXE, "file-misnamed"),
        ("bombe.docx", sent.bomb(), "file-bomb"),
        ("lourd.txt", b"0" * (20 * 1024 * 1024 + 1), "file-too-large"),
    ],
)
def test_a_refused_file_leaves_nothing(
    small_world: World, small_draft: Application, name: str, content: bytes, refusal: str
) -> None:
    first = attach(small_world, small_draft)
    with pytest.raises(FileRefused, match=refusal):
        attach(small_world, small_draft, content, name)
    assert files_of(small_world, small_draft) == (first,)
    assert len(kept_files(small_world.desk)) == 1


def test_files_go_to_questions_that_ask_for_them(
    small_world: World, small_draft: Application
) -> None:
    def ask(question: str, row: str | None = None) -> None:
        place = Place(application=small_draft.public_id, question=question, row=row)
        attaching.files_page(small_world.desk, small_world.applicant, place)

    ask(QUESTION)
    for question, row in (
        ("title", None),
        ("nothing", None),
        (QUESTION, "row"),
        ("partner-letter", None),
        ("partner-letter", "0f" * 16),
        ("partner-letter", "../x"),
    ):
        with pytest.raises(NotFound):
            ask(question, row)


def test_only_the_team_attaches_and_removes(world: World, draft: Application) -> None:
    attached = attach(world, draft)
    for stranger in (world.neighbour, world.manager, world.reviewers[0]):
        with pytest.raises(NotFound):
            attach(world, draft, actor=stranger)
        with pytest.raises(NotFound):
            attaching.remove(world.desk, stranger, draft.public_id, attached.public_id)
        with pytest.raises(NotFound):
            attaching.open_file(world.desk, stranger, draft.public_id, attached.public_id)
    assert files_of(world, draft) == (attached,)


@pytest.mark.parametrize(("role", "writes"), [(TeamRole.WRITER, True), (TeamRole.READER, False)])
def test_colleagues_of_the_team_see_the_files_and_writers_send_them(
    small_world: World, small_draft: Application, role: TeamRole, writes: bool
) -> None:
    colleague = small_world.neighbour
    with writing(small_world.desk.engine) as connection:
        member = TeamMember(
            application_id=small_draft.id,
            person_id=colleague.id,
            role=role,
            added_by=small_world.applicant.id,
            added_at=small_world.clock.now(),
        )
        team.add_member(connection, member)
    attached = attach(small_world, small_draft)
    given = small_draft.public_id, attached.public_id
    _, stream = attaching.open_file(small_world.desk, colleague, *given)
    stream.close()
    if writes:
        attach(small_world, small_draft, sent.PNG, "plan.png", actor=colleague)
        return
    with pytest.raises(NotAllowed):
        attach(small_world, small_draft, actor=colleague)


def test_the_letter_of_a_partner_is_one_file_that_the_partner_points_to(world: World) -> None:
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, call_form())
    with writing(world.desk.engine) as connection:
        asked = drafted.settings | {"partners": "optional"}
        calls.change_call(connection, drafted.id, settings=asked)
    draft = a_draft(world, publishing.publish(world.desk, world.manager, drafted.public_id))
    said = {"role": "partner", "name": "Métropole d’Essai", "part": "Prête deux agents."}
    mail = {"email": "signe@metropole.example", "siret": ""}
    named = partnering.name_partner(world.desk, world.applicant, draft.public_id, said | mail)
    place = Place(application=draft.public_id, question="partner-letter", row=named.public_id)
    path = world.desk.outbox.with_name("letter")
    path.write_bytes(sent.PDF)

    def attach_letter(name: str) -> Attachment:
        return attaching.attach(world.desk, world.applicant, place, path, name)

    def letter() -> str | None:
        with world.desk.look() as connection:
            (partner,) = partners.partners_of(connection, draft.id)
        return partner.letter

    first = attach_letter("lettre.pdf")
    assert letter() == first.public_id
    with pytest.raises(FileRefused, match="file-too-many"):
        attach_letter("autre.pdf")
    attaching.remove(world.desk, world.applicant, draft.public_id, first.public_id)
    assert letter() is None
    second = attach_letter("autre.pdf")
    assert letter() == second.public_id
    path.write_bytes(sent.CSV)
    with pytest.raises(FileRefused, match="file-type"):
        attach_letter("lettre.csv")


def test_a_file_is_not_found_through_another_application(
    small_world: World, small_draft: Application
) -> None:
    attached = attach(small_world, small_draft)
    call = application_page(small_world.desk, small_world.applicant, small_draft.public_id).call
    other = a_draft(small_world, call, neighbour=True)
    with pytest.raises(NotFound):
        attaching.open_file(
            small_world.desk, small_world.neighbour, other.public_id, attached.public_id
        )
    with pytest.raises(NotFound):
        attaching.remove(
            small_world.desk, small_world.neighbour, other.public_id, attached.public_id
        )


def test_what_was_submitted_keeps_its_files_and_shows_no_later_ones(
    world: World, draft: Application
) -> None:
    submitted = attach(world, draft)
    applying.submit(world.desk, world.applicant, draft.public_id)
    later = attach(world, draft, name="ajouté ensuite.pdf")
    attaching.remove(world.desk, world.applicant, draft.public_id, submitted.public_id)
    assign_both(world, draft)
    page = application_page(world.desk, world.manager, draft.public_id)
    assert page.versions[-1].said[QUESTION] == [submitted.document()]
    for reader in (world.applicant, world.manager, world.reviewers[0]):
        attaching.open_file(world.desk, reader, draft.public_id, submitted.public_id)[1].close()
    for reader in (world.manager, world.reviewers[0]):
        with pytest.raises(NotFound):
            attaching.open_file(world.desk, reader, draft.public_id, later.public_id)


def test_whoever_reads_blind_is_given_files_without_their_names(
    small_world: World, small_draft: Application
) -> None:
    world = small_world
    attached = attach(world, small_draft, name="Ville de Val-d’Essai.PDF")
    file = applying.submit(world.desk, world.applicant, small_draft.public_id)
    assign_both(world, file)
    world.at(AFTER)
    with reading(world.desk.engine) as connection:
        call = calls.get_call(connection, file.call_id)
    said = {"blind_reading": "yes"}
    set_blind(world.desk, world.manager, call.public_id, JuryKind.PROJECT, said)
    names = {}
    for person in (world.reviewers[0], world.manager):
        given, stream = attaching.open_file(world.desk, person, file.public_id, attached.public_id)
        stream.close()
        names[person.id] = given.name
    assert names == {
        world.reviewers[0].id: "piece-1.pdf",
        world.manager.id: attached.name,
    }


def test_nothing_is_attached_once_the_submission_may_no_longer_change(
    world: World, draft: Application
) -> None:
    attached = attach(world, draft)
    upload = announce(world, draft, sent.PNG, "plan.png")
    send(world, draft, upload, sent.PNG)
    applying.submit(world.desk, world.applicant, draft.public_id)
    world.at(AFTER)
    with pytest.raises(TooLate):
        attach(world, draft, name="trop tard.pdf")
    with pytest.raises(TooLate):
        attaching.finish(world.desk, world.applicant, draft.public_id, upload)
    with pytest.raises(TooLate):
        attaching.remove(world.desk, world.applicant, draft.public_id, attached.public_id)
    applying.withdraw(world.desk, world.applicant, draft.public_id)
    with pytest.raises(NotOpen):
        attach(world, draft, name="trop tard.pdf")
    assert received_files(world.desk)[0].name == f"{upload}.part"


def test_a_file_comes_by_parts_over_several_tries(world: World, draft: Application) -> None:
    content = sent.docx(word__a=os.urandom(300_000))
    upload = announce(world, draft, content, "lettre.docx")
    send(world, draft, upload, content[:100_000])
    with pytest.raises(Conflict) as refused:
        send(world, draft, upload, content[200_000:], at=200_000)
    assert refused.value.facts["expected"] == 100_000
    coming = attaching.coming(world.desk, world.applicant, draft.public_id, upload)
    assert (coming.offset, coming.upload.size) == (100_000, len(content))
    with pytest.raises(Conflict):
        attaching.finish(world.desk, world.applicant, draft.public_id, upload)
    send(world, draft, upload, content[100_000:], at=100_000)
    attached = attaching.finish(world.desk, world.applicant, draft.public_id, upload)
    assert files_of(world, draft) == (attached,)
    assert attached.size == len(content)
    assert received_files(world.desk) == []
    with pytest.raises(NotFound):
        attaching.coming(world.desk, world.applicant, draft.public_id, upload)


@pytest.mark.parametrize(
    ("size", "name", "refusal"),
    [
        (TWO_GIGABYTES, "film.pdf", "file-too-large"),
        (0, "vide.pdf", "file-empty"),
        (-5, "vide.pdf", "file-empty"),
        (10, "programme.exe", "file-type"),
    ],
)
def test_what_could_never_be_taken_is_refused_before_a_byte_is_sent(
    small_world: World, small_draft: Application, size: int, name: str, refusal: str
) -> None:
    place = Place(application=small_draft.public_id, question=QUESTION)
    with pytest.raises(FileRefused, match=refusal):
        attaching.announce(small_world.desk, small_world.applicant, place, name=name, size=size)
    assert received_files(small_world.desk) == []


def test_more_bytes_than_announced_are_never_written(
    small_world: World, small_draft: Application
) -> None:
    upload = announce(small_world, small_draft, b"0" * 1000)
    with pytest.raises(FileRefused, match="file-longer"):
        send(small_world, small_draft, upload, b"0" * 1001)
    assert received_files(small_world.desk)[0].stat().st_size == 0


def test_a_file_that_came_by_parts_and_is_refused_is_forgotten(
    small_world: World, small_draft: Application
) -> None:
    upload = announce(small_world, small_draft, sent.EXE)
    send(small_world, small_draft, upload, sent.EXE)
    with pytest.raises(FileRefused, match="file-misnamed"):
        attaching.finish(small_world.desk, small_world.applicant, small_draft.public_id, upload)
    assert received_files(small_world.desk) == []
    assert kept_files(small_world.desk) == []


def test_a_team_sends_its_own_files_only(world: World, draft: Application) -> None:
    upload = announce(world, draft, sent.PDF)
    with pytest.raises(NotFound):
        attaching.coming(world.desk, world.neighbour, draft.public_id, upload)
    with pytest.raises(NotFound):
        attaching.receive(world.desk, world.neighbour, draft.public_id, upload, at=0)
    attaching.give_up(world.desk, world.applicant, draft.public_id, upload)
    assert received_files(world.desk) == []


def test_of_too_many_files_on_their_way_the_oldest_are_given_up(
    small_world: World, small_draft: Application
) -> None:
    all_of_them = [announce(small_world, small_draft, sent.PDF) for _ in range(MOST_UNFINISHED + 2)]
    left = {path.stem for path in received_files(small_world.desk)}
    assert left == set(all_of_them[2:])


@pytest.fixture
def scanned(world: World, tmp_path: Path) -> World:
    """An instance whose scanner knows one virus."""
    path = tmp_path / "scanner.py"
    path.write_text(SCANNER)
    files = attrs.evolve(world.desk.files, scanner=f"{sys.executable} {path} {{file}}")
    return attrs.evolve(world, desk=attrs.evolve(world.desk, files=files))


def test_a_clean_file_is_said_to_be_scanned(scanned: World) -> None:
    assert attach(scanned, a_draft(scanned, a_call(scanned))).scan is Scan.CLEAN


def test_an_infected_file_is_refused_and_not_kept(scanned: World) -> None:
    draft = a_draft(scanned, a_call(scanned))
    virus = sent.PDF + b"EICAR"
    with pytest.raises(FileRefused, match="file-infected"):
        attach(scanned, draft, virus)
    upload = announce(scanned, draft, virus)
    send(scanned, draft, upload, virus)
    with pytest.raises(FileRefused, match="file-infected"):
        attaching.finish(scanned.desk, scanned.applicant, draft.public_id, upload)
    assert kept_files(scanned.desk) == received_files(scanned.desk) == []


def test_when_the_scan_does_not_answer_what_arrived_may_be_finished_later(world: World) -> None:
    draft = a_draft(world, a_call(world))
    upload = announce(world, draft, sent.PDF)
    send(world, draft, upload, sent.PDF)
    silent = attrs.evolve(world.desk.files, scanner="no-such-scanner")
    with pytest.raises(FileRefused, match="file-unscanned"):
        attaching.finish(
            attrs.evolve(world.desk, files=silent), world.applicant, draft.public_id, upload
        )
    assert files_of(world, draft) == ()
    attaching.finish(world.desk, world.applicant, draft.public_id, upload)
    assert len(files_of(world, draft)) == 1


@attrs.define
class Tomorrow:
    """A wall clock that is a day and an hour ahead."""

    def now(self) -> dt.datetime:
        """The present instant, there."""
        return dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)


def test_what_nobody_needs_is_swept_after_a_day(world: World, draft: Application) -> None:
    kept = attach(world, draft)
    removed = attach(world, draft, sent.PNG, "plan.png")
    attaching.remove(world.desk, world.applicant, draft.public_id, removed.public_id)
    orphan = world.desk.outbox.with_name("orphan")
    orphan.write_bytes(b"kept by a process that was killed before its row was written")
    digest = world.desk.files.store.put(orphan).digest
    upload = announce(world, draft, sent.PDF)
    attaching.sweep_daily(world.desk)
    assert world.desk.files.store.has(digest)
    assert attaching.coming(world.desk, world.applicant, draft.public_id, upload).offset == 0

    attaching.sweep_daily(attrs.evolve(world.desk, wall_clock=Tomorrow()))
    assert not world.desk.files.store.has(digest)
    assert received_files(world.desk) == []
    with world.desk.look() as connection:
        assert attachments.uploads_of(connection, draft.id) == ()
    assert world.desk.files.store.has(kept.digest)
    assert world.desk.files.store.has(removed.digest), "a submission may still speak of it"


def test_sweeping_is_done_once_a_day(small_world: World, small_draft: Application) -> None:
    announce(small_world, small_draft, sent.PDF)
    (left,) = received_files(small_world.desk)
    then = time.time() - dt.timedelta(days=2).total_seconds()
    os.utime(left, (then, then))
    announce(small_world, small_draft, sent.PDF)
    assert left.exists()
    os.utime(small_world.desk.files.folder / "swept", (then, then))
    announce(small_world, small_draft, sent.PDF)
    assert not left.exists()


def test_a_lost_content_is_not_found_and_said_in_the_log(
    small_world: World, small_draft: Application, caplog: pytest.LogCaptureFixture
) -> None:
    attached = attach(small_world, small_draft)
    small_world.desk.files.store.remove(attached.digest)
    with pytest.raises(NotFound):
        attaching.open_file(
            small_world.desk, small_world.applicant, small_draft.public_id, attached.public_id
        )
    assert attached.digest in caplog.text
