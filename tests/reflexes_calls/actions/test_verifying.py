"""What was changed behind the service's back: what a chain shows, and what a kept journal adds."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from reflexes_calls import cli
from reflexes_calls.actions.verifying import Verdict, journals, read_kept, verdicts
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.journal import Break, chain
from reflexes_calls.storage import journal
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import World, a_call, a_submitted

pytestmark = pytest.mark.storage
J = t.journal_entries.c


def verdict(world: World, call: Call, kept: Path | None = None) -> Verdict:
    """What is said of the journal of a call."""
    with world.desk.look() as connection:
        known = read_kept(kept) if kept else None
        (said,) = [one for one in verdicts(connection, known) if one.call == call.public_id]
    return said


def keep(world: World, folder: Path) -> Path:
    """The journals, kept elsewhere."""
    folder.mkdir()
    with world.desk.look() as connection:
        for name, content in journals(connection):
            (folder / name).write_text(json.dumps(content), "utf-8")
    return folder


@pytest.fixture
def told(world: World) -> Call:
    """A call whose journal has three entries: it opened, and two files came."""
    call = a_call(world)
    a_submitted(world, call)
    a_submitted(world, call, neighbour=True)
    return call


def test_journals_that_nobody_touched_hold(world: World, told: Call, tmp_path: Path) -> None:
    with world.desk.look() as connection:
        found = list(verdicts(connection))
    assert [one.holds for one in found] == [True, True]
    assert found[0].call == ""
    assert found[0].count > 6  # accounts were opened, roles were given
    assert verdict(world, told, keep(world, tmp_path / "kept")).holds


def test_a_line_altered_by_hand_is_named(world: World, told: Call) -> None:
    with writing(world.desk.engine) as connection:
        connection.execute(update(t.journal_entries).where(J.seq == 2).values(actor="f" * 32))
    fault = verdict(world, told).chain
    assert fault is not None
    assert (fault.kind, fault.seq, fault.said) == (Break.ALTERED, 2, "submit")


def test_a_line_taken_out_is_named(world: World, told: Call) -> None:
    with writing(world.desk.engine) as connection:
        connection.execute(delete(t.journal_entries).where(J.seq == 2))
    said = verdict(world, told)
    assert said.chain is not None
    assert (said.chain.kind, said.chain.seq, said.gone) == (Break.MISSING, 2, 2)


def test_a_line_put_in_among_others_is_named(world: World, told: Call) -> None:
    with writing(world.desk.engine) as connection:
        first, second, third = journal.entries_of(connection, told.id)
        forged = chain(
            first,
            {},
            call=told.public_id,
            at=second.at,
            actor="f" * 32,
            kind="amend",
            subject="call",
            subject_id=told.public_id,
            source="",
            target="",
        )
        connection.execute(delete(t.journal_entries).where(J.seq > 1))
        for seq, entry in ((2, forged), (3, second), (4, third)):
            connection.execute(
                insert(t.journal_entries).values(
                    call_id=told.id, **{**journal.values_of(entry), "seq": seq}
                )
            )
    said = verdict(world, told)
    assert said.chain is not None
    # Its digest covers its number: what was moved to make room no longer bears its own.
    assert (said.chain.kind, said.chain.seq) == (Break.ALTERED, 3)
    assert said.unlike == 2


def test_the_last_line_taken_out_shows_by_the_file_that_speaks_of_it(
    world: World, told: Call
) -> None:
    with writing(world.desk.engine) as connection:
        connection.execute(delete(t.journal_entries).where(J.seq == 3))
    said = verdict(world, told)
    assert (said.chain, said.gone, said.holds) == (None, 3, False)


def test_a_last_line_of_which_nothing_speaks_shows_by_a_kept_journal_alone(
    world: World, tmp_path: Path
) -> None:
    call = a_call(world)
    kept = keep(world, tmp_path / "kept")
    with writing(world.desk.engine) as connection:
        connection.execute(delete(t.journal_entries))
    assert verdict(world, call).holds
    assert verdict(world, call, kept).gone == 1


def test_a_chain_made_anew_from_end_to_end_shows_by_a_kept_journal(
    world: World, told: Call, tmp_path: Path
) -> None:
    kept = keep(world, tmp_path / "kept")
    with writing(world.desk.engine) as connection:
        first, *_ = journal.entries_of(connection, told.id)
        said = {name: getattr(first, name) for name in ("call", "at", "kind", "subject")}
        said |= {name: getattr(first, name) for name in ("subject_id", "source", "target")}
        forged = chain(None, {}, actor="f" * 32, **said)
        connection.execute(delete(t.journal_entries).where(J.call_id == told.id))
        connection.execute(
            insert(t.journal_entries).values(call_id=told.id, **journal.values_of(forged))
        )
    found = verdict(world, told, kept)
    assert found.chain is None
    assert (found.unlike, found.gone) == (1, 2)


def test_answers_changed_after_they_were_submitted_are_named(world: World, told: Call) -> None:
    v = t.application_versions.c
    with writing(world.desk.engine) as connection:
        row = connection.execute(select(v.id, v.answers).order_by(v.id).limit(1)).one()
        changed = {**row.answers, "answers": {**row.answers["answers"], "title": "Un autre"}}
        connection.execute(
            update(t.application_versions).where(v.id == row.id).values(answers=changed)
        )
    said = verdict(world, told)
    assert len(said.rewritten) == 1
    assert said.rewritten[0].endswith(" v1")
    assert not said.holds


def test_the_command_says_the_first_altered_line_and_gives_one(
    small_world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call = a_call(small_world)
    a_submitted(small_world, call)
    url = small_world.desk.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("REFLEXES_CALLS_DATABASE_URL", url)
    kept = str(tmp_path / "kept")
    assert cli.main(["journal", "export", kept]) == 0
    assert cli.main(["journal", "verify", "--known", kept]) == 0
    assert "Tous les journaux tiennent" in capsys.readouterr().out
    with writing(small_world.desk.engine) as connection:
        connection.execute(update(t.journal_entries).where(J.seq == 1).values(actor="f" * 32))
    assert cli.main(["journal", "verify"]) == 1
    said = capsys.readouterr().out
    assert "line 1 (publish" in said
    assert "a été modifiée après avoir été écrite" in said
    assert "Gardez cette base en l’état" in said
    assert cli.main(["journal", "verify", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1]["chain"] == {"kind": "altered", "entry": 1}
    assert cli.main(["journal", "verify", "--known", str(tmp_path / "nowhere")]) == 2
    assert "aucun journal lisible" in capsys.readouterr().err
