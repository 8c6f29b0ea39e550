"""The graph: what is tied to what, who says so, what is missing; told, questioned, drawn."""

import json
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import reflexes
from reflexes.cli import main
from reflexes.graph import Link
from reflexes.links import pointers
from reflexes.texts import Says

OBSERVATION = """
status = "attested"
title = {{ fr = "{title}", en = "{title}", says = "ours" }}
known_on = 2020-05-28
about = [{about}]
fact = {{ fr = "On appelle.", says = "source", sources = ["un-billet"] }}
"""
PHENOMENON = """
rank = 2
status = "ours"
controversy = "le-guichet"
title = { fr = "La file", en = "The queue", says = "ours" }
short = { fr = "File", en = "Queue", says = "ours" }
known_on = 2026-11-22
summary = { fr = "Attendre.", says = "ours" }
"""
SVG = "{http://www.w3.org/2000/svg}"


def grown(tree: Path) -> reflexes.Catalogue:
    """The small catalogue with one observation and one phenomenon that nothing answers."""
    said = OBSERVATION.format(title="Un appel", about='"l-appel"')
    add(tree, "observations/un-appel.toml", said)
    add(tree, "phenomena/la-file.toml", PHENOMENON)
    return reflexes.load(tree)


def add(tree: Path, name: str, text: str) -> None:
    path = tree / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def ends(links: tuple[Link, ...]) -> list[tuple[str, str]]:
    return [(link.origin, link.to) for link in links]


def test_every_pointer_is_a_tie_with_its_words(shipped) -> None:
    links = shipped.graph.links
    pointed = [(r.code, p.code, p.path) for r in shipped for p in pointers(r)]
    assert [(link.origin, link.to, link.path) for link in links] == pointed
    assert {link.label for link in links} > {"What it answers", "Pistes followed", "About"}
    assert all(link.label for link in links)


def test_a_tie_tells_its_field_and_who_says_it(shipped) -> None:
    answers = shipped.graph.answering("reaffectation-agents")
    by_piste = {link.origin: link for link in answers}
    inquiry = by_piste["micro-mobilite-professionnelle"]
    assert (inquiry.field, inquiry.label, inquiry.says) == (
        "answers",
        "What it answers",
        Says.INQUIRY,
    )
    assert inquiry.sources == ("billet-six-pistes-2020-09",)
    ours = by_piste["renoncement-organise"]
    assert (ours.says, ours.sources) == (Says.OURS, ())


def test_a_tie_whose_field_has_no_author_is_attributed_to_no_one(tree) -> None:
    graph = grown(tree).graph
    (about,) = graph.between(("un-appel", "l-appel"))
    assert (about.label, about.says, about.is_attributed) == ("About", None, False)
    (cited,) = graph.between(("un-appel", "un-billet"))
    assert (cited.label, cited.says, cited.sources) == ("Fact", Says.SOURCE, ("un-billet",))


def test_a_principle_is_tied_by_the_one_who_says_how(shipped) -> None:
    links = shipped.graph.between(("micro-mobilite-professionnelle", "robustesse"))
    assert [(link.label, link.says) for link in links] == [("Principles it strengthens", Says.OURS)]


def test_the_neighbourhood_stands_by_distance_without_sources(tree) -> None:
    graph = grown(tree).graph
    near = graph.neighbourhood("telephoner")
    assert near.codes == (("telephoner",), ("l-appel",))
    far = graph.neighbourhood("telephoner", steps=9)
    assert far.codes == (
        ("telephoner",),
        ("l-appel",),
        ("le-guichet", "un-appel"),
        ("la-file",),
    )
    assert ends(far.links) == [
        ("l-appel", "le-guichet"),
        ("la-file", "le-guichet"),
        ("telephoner", "l-appel"),
        ("un-appel", "l-appel"),
    ]
    with_sources = graph.neighbourhood("telephoner", steps=2, sources=True)
    assert with_sources.codes[2] == ("le-guichet", "un-billet", "un-appel")
    with pytest.raises(ValueError, match="met 0"):
        graph.neighbourhood("telephoner", steps=0)


def test_the_neighbours_of_a_source_are_those_that_cite_it(tree) -> None:
    near = grown(tree).graph.neighbourhood("un-billet")
    assert near.codes[1] == ("le-guichet", "l-appel", "un-appel")


def test_the_shortest_way_is_told_tie_after_tie(tree) -> None:
    graph = grown(tree).graph
    way = graph.path("telephoner", "la-file")
    assert way is not None
    assert way.codes == ("telephoner", "l-appel", "le-guichet", "la-file")
    assert [ends(links) for links in way.links] == [
        [("telephoner", "l-appel")],
        [("l-appel", "le-guichet")],
        [("la-file", "le-guichet")],
    ]
    assert graph.path("telephoner", "telephoner").codes == ("telephoner",)


def test_a_way_goes_through_sources_only_when_asked(tree) -> None:
    add(tree, "observations/ailleurs.toml", OBSERVATION.format(title="Ailleurs", about=""))
    graph = reflexes.load(tree).graph
    assert graph.path("ailleurs", "le-guichet") is None
    through = graph.path("ailleurs", "le-guichet", sources=True)
    assert through.codes == ("ailleurs", "un-billet", "le-guichet")
    assert graph.path("ailleurs", "un-billet").codes == ("ailleurs", "un-billet")


def test_what_is_missing_is_found(tree) -> None:
    graph = grown(tree).graph
    assert graph.unanswered_controversies() == ()
    assert graph.controversies_answered_through_phenomena_only() == ("le-guichet",)
    assert graph.controversies_answered_directly_only() == ()
    (reach,) = graph.reach()
    assert (reach.directly, reach.through) == ((), (("l-appel", ("telephoner",)),))
    assert graph.unanswered_phenomena() == ("la-file",)
    assert graph.unobserved_phenomena() == ("la-file",)
    assert graph.pistes_without_evidence() == ("telephoner",)


def test_a_controversy_may_be_answered_directly_only(tree) -> None:
    path = tree / "pistes/telephoner.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('to = "l-appel"', 'to = "le-guichet"'))
    graph = grown(tree).graph
    assert graph.controversies_answered_directly_only() == ("le-guichet",)
    assert graph.controversies_answered_through_phenomena_only() == ()
    path.unlink()
    assert reflexes.load(tree).graph.unanswered_controversies() == ("le-guichet",)


def test_evidence_and_experiments_are_two_notions(shipped) -> None:
    graph = shipped.graph
    evident = {code for e in shipped.evidence for code in e.pistes}
    tried = {code for e in shipped.experiments for code in e.pistes}
    tested = [p.code for p in shipped.pistes if p.code in tried - evident]
    assert tested, "the shipped catalogue holds a piste tried without evidence"
    assert set(graph.pistes_without_evidence()) - set(graph.pistes_without_experiment()) == set(
        tested
    )
    assert graph.untried_pistes() == tuple(
        p.code for p in shipped.pistes if p.code not in tried | evident
    )


def test_orphans_are_tied_to_nothing_or_to_sources_alone(shipped) -> None:
    graph = shipped.graph
    for code in graph.orphans():
        linked = {o.code for name in shipped.shelves for o in shipped.linked(shipped[code], name)}
        assert linked <= {code}
    only_sources = graph.orphans(but_sources=True)
    assert "intendance-de-confiance" in only_sources
    assert not set(only_sources) & set(graph.orphans())
    for code in only_sources:
        shelves = {name for name in shipped.shelves if shipped.linked(shipped[code], name)}
        assert shelves == {"sources"}, code


def test_a_source_that_cites_itself_is_not_its_own_neighbour(shipped) -> None:
    own = [link.origin for link in shipped.graph.links if link.origin == link.to]
    assert own, "a source may give its own title"
    assert all(code not in shipped.graph.neighbours(code, sources=True) for code in own)


def test_an_unknown_code_is_refused_with_near_ones(shipped) -> None:
    for ask in (shipped.graph.neighbourhood, shipped.graph.answering, shipped.graph.links_of):
        with pytest.raises(reflexes.UnknownCodeError) as caught:
            ask("robustess")
        assert "robustesse" in caught.value.near


def test_linked_agrees_with_the_ties(shipped) -> None:
    for record in shipped:
        linked = {o.code for name in shipped.shelves for o in shipped.linked(record, name)}
        assert linked - {record.code} == set(shipped.graph.neighbours(record.code, sources=True)), (
            record.code
        )


def test_a_withdrawn_record_is_known_and_tied_to_nothing(tree) -> None:
    gone = (tree / "pistes/telephoner.toml").read_text(encoding="utf-8")
    gone += """
[withdrawn]
known_on = 2026-12-01
fate = "withdrawn"
reason = { fr = "Faux.", says = "ours" }
"""
    add(tree, "pistes/telephoner.toml", gone)
    graph = reflexes.load(tree).graph
    assert graph.neighbourhood("telephoner").codes == (("telephoner",),)
    assert graph.unanswered_phenomena() == ("l-appel",)


def test_the_command_lists_who_says_each_tie(capsys) -> None:
    assert main(["graph", "micro-mobilite-professionnelle"]) == 0
    said = capsys.readouterr().out
    assert "Ce à quoi elle répond — dit par l’enquête : billet-six-pistes-2020-09" in said
    assert "Principes qu’elle renforce — dit par ce projet" in said
    assert main(["graph", "robustesse", "--table", "--lang", "en"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()[3:]
    assert head.split() == [
        "Steps",
        "Kind",
        "Record",
        "Field",
        "Tied",
        "to",
        "Said",
        "by",
        "Sources",
    ]
    assert len(lines) == len(
        reflexes.load().linked(reflexes.load().principles["robustesse"], "pistes")
    )


def test_the_command_marks_what_is_not_attested(capsys) -> None:
    assert main(["graph", "robustesse"]) == 0
    lines = [
        line for line in capsys.readouterr().out.splitlines() if "releve-des-encadrants" in line
    ]
    assert lines[0].endswith("· de ce projet")


def test_the_command_tells_two_steps_and_a_way(capsys) -> None:
    assert main(["graph", "robustesse", "--steps", "2", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {record["distance"] for record in said["records"]} == {0, 1, 2}
    assert said["links"][0].keys() == {
        "origin",
        "to",
        "path",
        "label",
        "says",
        "sources",
        "field",
    }
    assert main(["graph", "--path", "ville-grenoble", "robustesse", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["codes"] == [
        "ville-grenoble",
        "management-de-la-subsidiarite",
        "robustesse",
    ]


def test_the_command_says_when_no_way_leads(capsys) -> None:
    assert main(["graph", "--path", "strasbourg", "robustesse"]) == 0
    assert capsys.readouterr().out == (
        "Rien ne mène de «\u00a0strasbourg\u00a0» à «\u00a0robustesse\u00a0».\n"
    )


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("pistes", ["pilotage"]),
        ("observations", []),
        ("evidence", ["data-labs"]),
        ("experiments", ["data-labs"]),
        ("trials", ["data-labs"]),
        ("ties", []),
    ],
)
def test_the_command_tells_what_is_missing(capsys, what, expected) -> None:
    assert main(["graph", "--without", what, "--from", "2020.09", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    codes = {record["code"] for group in said["groups"] for record in group["records"]}
    assert said["without"] == what
    assert set(expected) <= codes
    assert main(["graph", "--without", what, "--from", "2020.09"]) == 0
    assert all(code in capsys.readouterr().out for code in expected)


def test_the_command_writes_a_whole_picture_or_none(tmp_path, capsys) -> None:
    path = tmp_path / "carte.svg"
    assert main(["graph", "--svg", str(path)]) == 0
    first = path.read_bytes()
    assert ET.fromstring(first).find(f"{SVG}style") is not None  # noqa: S314 - drawn by ourselves
    assert main(["graph", "robustesse", "--svg", str(path)]) == 1
    assert path.read_bytes() == first
    assert "--force" in capsys.readouterr().err
    assert main(["graph", "robustesse", "--svg", str(path), "--force"]) == 0
    assert "Robustesse" in path.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["carte.svg"]


def test_the_command_refuses_two_questions_and_no_step(capsys) -> None:
    assert main(["graph", "robustesse", "--without", "pistes"]) == 2
    assert "Une chose à la fois" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["graph", "robustesse", "--steps", "0"])
    assert "au moins 1" in capsys.readouterr().err


def test_an_empty_catalogue_says_that_there_is_nothing_to_draw(tree, tmp_path, capsys) -> None:
    for shelf in [path for path in tree.iterdir() if path.is_dir()]:
        for file in shelf.iterdir():
            file.unlink()
    path = tmp_path / "vide.svg"
    nothing = "Il n’y a rien à dessiner"
    assert main(["graph", "--from", str(tree)]) == 0
    assert nothing in capsys.readouterr().out
    assert main(["graph", "--from", str(tree), "--svg", str(path)]) == 0
    assert nothing in capsys.readouterr().out
    assert nothing in path.read_text(encoding="utf-8")
    for what in ("pistes", "ties"):
        assert main(["graph", "--from", str(tree), "--without", what, "--json"]) == 0
        groups = json.loads(capsys.readouterr().out)["groups"]
        assert [group["records"] for group in groups] == [[] for _ in groups]


def test_between_gives_no_tie_to_the_outside(shipped) -> None:
    codes = shipped.phenomena.codes + shipped.controversies.codes
    links = shipped.graph.between(codes)
    assert {link.field for link in links} == {"controversy"}
    assert len(links) == len(shipped.phenomena)
    for one, other in combinations(shipped.controversies.codes, 2):
        assert shipped.graph.between((one, other)) == ()
