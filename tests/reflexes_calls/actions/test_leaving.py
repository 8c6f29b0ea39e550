"""Letters by a mail server: each leaves once, and none is lost while the server is away."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import attrs
import pytest
from sqlalchemy import select

from reflexes_calls.actions import applying
from reflexes_calls.actions.leaving import HELD, Post
from reflexes_calls.letters.mailing import mail_server as server_at
from reflexes_calls.storage import letters
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from tests.mail_server import Mailbox, mail_server
from tests.makers import DURING, ToldClock, World, a_call, a_draft

pytestmark = pytest.mark.storage
MINUTE = dt.timedelta(minutes=1)


def with_mail(world: World, port: int) -> ToldClock:
    """Have letters leave by a server on loopback; gives the clock by which they do."""
    server = server_at("127.0.0.1", port=port, security="none", user="", password="")
    assert server is not None
    server = attrs.evolve(server, seconds=2.0)
    wall = ToldClock(DURING)
    post = Post(server=server, sender="appels@essai.example")
    world.desk = attrs.evolve(world.desk, post=post, wall_clock=wall)
    return wall


def queue(world: World, *recipients: str) -> None:
    """Letters that wait."""
    with writing(world.desk.engine) as connection:
        for rank, recipient in enumerate(recipients):
            letters.queue(
                connection,
                kind="receipt",
                person=None,
                recipient=recipient,
                subject=f"Reçu {rank}",
                body="À bientôt\n",
                at=DURING,
            )


def waiting(world: World) -> list[tuple[str, str | None]]:
    """The letters that wait, and why."""
    found = select(t.letters.c.recipient, t.letters.c.failure).where(t.letters.c.sent_at.is_(None))
    with reading(world.desk.engine) as connection:
        return [tuple(row) for row in connection.execute(found.order_by(t.letters.c.id))]


def send_all(world: World) -> int:
    """Send until nothing leaves any more."""
    count = 0
    while sent := world.desk.send_letters():
        count += sent
    return count


def test_a_letter_leaves_once_with_who_sends_it(world: World) -> None:
    with mail_server() as box:
        with_mail(world, box.port)
        queue(world, "samir@essai.example")
        assert (send_all(world), send_all(world)) == (1, 0)
    (text,) = box.letters
    assert "From: appels@essai.example" in text
    assert "To: samir@essai.example" in text
    assert "@essai.example>" in text.partition("Message-ID:")[2].splitlines()[0]
    assert waiting(world) == []


def test_a_request_never_waits_for_the_mail_server(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    with_mail(world, 1)  # nothing listens there
    assert applying.submit(world.desk, world.applicant, draft.public_id).receipt == "2026-001"
    assert len(waiting(world)) == 1


def test_a_mail_server_that_is_away_loses_nothing_and_is_not_hammered(world: World) -> None:
    wall = with_mail(world, 1)
    queue(world, "samir@essai.example", "odile@essai.example")
    assert send_all(world) == 0
    assert [failure for _, failure in waiting(world)] == [
        "ConnectionRefusedError Connection refused"
    ] * 2
    with mail_server() as box:
        with_mail(world, box.port)
        assert send_all(world) == 0  # not before a minute
        world.desk.wall_clock.instant = wall.instant + MINUTE  # type: ignore[attr-defined]  # a told clock
        assert send_all(world) == 2
    assert len(box.letters) == 2


def test_a_server_that_hangs_up_is_tried_again_without_a_second_letter(world: World) -> None:
    with mail_server() as box:
        wall = with_mail(world, box.port)
        queue(world, "samir@essai.example")
        box.drops = True
        assert send_all(world) == 0
        box.drops = False
        wall.instant += MINUTE
        assert send_all(world) == 1
    assert len(box.letters) == 1


def test_an_address_refused_for_good_holds_up_nobody_else(world: World) -> None:
    with mail_server() as box:
        wall = with_mail(world, box.port)
        box.refused = frozenset({"partie@essai.example"})
        queue(world, "partie@essai.example", "samir@essai.example")
        assert send_all(world) == 1
        assert waiting(world) == [("partie@essai.example", "SMTP 550")]
        wall.instant += dt.timedelta(hours=2)
        assert send_all(world) == 0
        box.refused = frozenset()
        wall.instant += dt.timedelta(days=1)
        assert send_all(world) == 1


def test_what_a_killed_worker_held_is_sent_by_another(world: World) -> None:
    with mail_server() as box:
        wall = with_mail(world, box.port)
        queue(world, "samir@essai.example")
        with writing(world.desk.engine) as connection:
            assert len(letters.take(connection, wall.instant, wall.instant + HELD)) == 1
        assert send_all(world) == 0
        wall.instant += HELD
        assert send_all(world) == 1
    assert len(box.letters) == 1


def test_a_clock_put_back_holds_no_letter_for_ever(world: World) -> None:
    with mail_server() as box:
        wall = with_mail(world, box.port)
        queue(world, "samir@essai.example")
        with writing(world.desk.engine) as connection:
            letters.put_off(
                connection, [1], wall.instant + dt.timedelta(days=400), "ConnectionError"
            )
        assert send_all(world) == 1
    assert len(box.letters) == 1


def test_several_workers_send_each_letter_once(world: World) -> None:
    together, names = Barrier(4), [f"agent{rank}@essai.example" for rank in range(60)]
    with mail_server() as box:
        with_mail(world, box.port)
        queue(world, *names)

        def work(_: int) -> int:
            together.wait()
            return send_all(world)

        with ThreadPoolExecutor(4) as threads:
            assert sum(threads.map(work, range(4))) == 60
    assert sorted(_recipient(text) for text in box.letters) == sorted(names)


def _recipient(text: str) -> str:
    return text.partition("To: ")[2].splitlines()[0]


def test_the_settings_say_the_usual_ports() -> None:
    ports = [
        server_at("mail", port=0, security=one, user="", password="")
        for one in ("starttls", "tls", "none")
    ]
    assert [one.port for one in ports if one] == [587, 465, 25]
    assert server_at("", port=0, security="tls", user="", password="") is None
    assert isinstance(Mailbox().letters, list)
