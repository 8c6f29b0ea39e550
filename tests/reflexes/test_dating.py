"""What was known on a past day, and what the catalogue said of it then."""

import datetime as dt
from pathlib import Path

import pytest

import reflexes
from reflexes.texts import Says

RENAMED = """
rank = 2
status = "attested"
title = { fr = "Le nouveau nom", en = "The new name", says = "inquiry", sources = ["annonce"] }
short = { fr = "Nom", en = "Name", says = "ours" }
known_on = 2020-05-28
problem = { fr = "Vu deux fois.", says = "inquiry", sources = ["un-billet", "annonce"] }
proposition = { fr = "Mieux dit.", says = "inquiry", sources = ["annonce"] }
answers = [
    { to = "l-appel", says = "inquiry", sources = ["un-billet", "annonce"] },
    { to = "le-guichet", says = "ours" },
]
risks = [
    { fr = "Su plus tard.", says = "inquiry", sources = ["annonce"] },
    { fr = "Su d’emblée.", says = "inquiry", sources = ["un-billet"] },
]

[[formerly]]
field = "title"
known_on = 2020-05-28
said = { fr = "Le vieux nom", en = "The old name", says = "inquiry", sources = ["un-billet"] }

[[formerly]]
field = "proposition"
known_on = 2020-05-28
said = { fr = "Dit d’abord.", says = "inquiry", sources = ["un-billet"] }
"""
SOURCE = """
status = "attested"
title = { fr = "Une annonce", en = "An announcement", says = "ours" }
known_on = 2021-09-15
kind = "post"
publisher = "Un site"
language = "fr"
seen_on = 2026-11-22
confidence = "read"
addresses = ["https://example.org/annonce"]
"""
BEFORE, AFTER = dt.date(2020, 9, 21), dt.date(2021, 9, 15)


@pytest.fixture
def history(tree: Path) -> reflexes.Catalogue:
    """A catalogue in which a piste changed its name and its words."""
    (tree / "pistes/renommee.toml").write_text(RENAMED, encoding="utf-8")
    (tree / "sources/annonce.toml").write_text(SOURCE, encoding="utf-8")
    description = tree / "catalogue.toml"
    description.write_text(
        "started_on = 2026-11-22\n" + description.read_text(encoding="utf-8"), encoding="utf-8"
    )
    return reflexes.load(tree)


def test_a_record_unknown_then_is_left_out(history: reflexes.Catalogue) -> None:
    past = history.on(BEFORE)

    assert [piste.code for piste in past.pistes] == ["renommee"]
    assert [source.code for source in past.sources] == ["un-billet"]
    assert past.day == BEFORE
    assert len(history.on(dt.date(2020, 1, 1))) == 0


def test_former_words_come_back(history: reflexes.Catalogue) -> None:
    then, later = (history.on(day).pistes["renommee"] for day in (BEFORE, AFTER))

    assert (then.title.fr, then.title.en) == ("Le vieux nom", "The old name")
    assert then.proposition is not None
    assert then.proposition.fr == "Dit d’abord."
    assert then.formerly == ()
    assert later.title.fr == "Le nouveau nom"
    assert [former.said.fr for former in later.formerly] == ["Le vieux nom", "Dit d’abord."]
    assert [former.said.fr for former in later.former_titles] == ["Le vieux nom"]


def test_a_text_waits_for_the_last_of_its_sources(history: reflexes.Catalogue) -> None:
    then = history.on(BEFORE).pistes["renommee"]

    assert then.problem is None
    assert [risk.fr for risk in then.risks] == ["Su d’emblée."]


def test_a_tie_needs_one_source_and_keeps_those_known(history: reflexes.Catalogue) -> None:
    (tie,) = history.on(BEFORE).pistes["renommee"].answers

    assert (tie.to, tie.sources) == ("l-appel", ("un-billet",))


def test_our_words_are_lent_where_the_form_needs_them(history: reflexes.Catalogue) -> None:
    guichet = history.on(BEFORE).controversies["le-guichet"]

    assert [pole.argument.says for pole in guichet.poles] == [Says.OURS, Says.OURS]
    assert guichet.debate.sources == ("un-billet",)


def test_a_text_may_say_its_own_day(tree: Path) -> None:
    (tree / "sources/annonce.toml").write_text(SOURCE, encoding="utf-8")
    path = tree / "phenomena/l-appel.toml"
    said = path.read_text(encoding="utf-8")
    path.write_text(
        said
        + 'questions = [{ fr = "Qui ?", says = "inquiry", sources = ["un-billet", "annonce"], '
        + "known_on = 2020-05-28 }]\n",
        encoding="utf-8",
    )

    (question,) = reflexes.load(tree).on(BEFORE).phenomena["l-appel"].questions

    assert question.sources == ("un-billet",)


def test_a_record_that_cannot_stand_is_left_out(tree: Path) -> None:
    path = tree / "controversies/le-guichet.toml"
    said = path.read_text(encoding="utf-8")
    path.write_text(said.replace("known_on = 2020-05-28", "known_on = 2021-01-01"), "utf-8")

    past = reflexes.load(tree).on(BEFORE)

    assert len(past.phenomena) == 0


def test_a_withdrawal_is_not_known_before_its_day(tree: Path) -> None:
    path = tree / "pistes/telephoner.toml"
    said = path.read_text(encoding="utf-8")
    path.write_text(
        said
        + '[withdrawn]\nknown_on = 2026-12-01\nfate = "withdrawn"\n'
        + 'reason = { fr = "Doublon.", says = "ours" }\n',
        encoding="utf-8",
    )
    catalogue = reflexes.load(tree)

    assert len(catalogue.pistes) == 0
    assert [p.code for p in catalogue.on(dt.date(2026, 11, 30)).pistes] == ["telephoner"]


@pytest.mark.usefixtures("history")
def test_a_withdrawal_counts_by_its_own_day(tree: Path) -> None:
    """Its reason is ours, and the catalogue's own words begin later."""
    path = tree / "pistes/renommee.toml"
    path.write_text(
        path.read_text("utf-8")
        + '\n[withdrawn]\nknown_on = 2021-10-01\nfate = "withdrawn"\n'
        + 'reason = { fr = "Doublon.", says = "ours" }\n',
        "utf-8",
    )
    catalogue = reflexes.load(tree)

    assert [p.code for p in catalogue.on(AFTER).pistes] == ["renommee"]
    assert catalogue.on(dt.date(2022, 1, 1)).pistes.gone == ("renommee",)


def test_an_edition_knows_nothing_of_later_days() -> None:
    early = reflexes.load("2020.05")

    assert early.on(dt.date(2026, 1, 1)).day == early.day


@pytest.mark.parametrize("day", ["2020-05-28", "2020-09-21", "2021-09-15", "2023-03-17"])
def test_every_past_day_reads_strictly(
    shipped_tree: reflexes.Catalogue, day: str, tmp_path: Path
) -> None:
    from reflexes.writing import to_toml  # noqa: PLC0415 - only this test writes a tree

    past = shipped_tree.on(dt.date.fromisoformat(day))
    (tmp_path / "catalogue.toml").write_text(to_toml(past.description), encoding="utf-8")
    for shelf in past.shelves:
        (tmp_path / shelf).mkdir()
        for record in past.shelf(shelf):
            (tmp_path / shelf / f"{record.code}.toml").write_text(to_toml(record), "utf-8")

    read = reflexes.load(tmp_path)

    assert len(read) == len(past) > 0
    assert not past.compare(read)
