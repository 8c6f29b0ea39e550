"""A paper as an OpenDocument text, opened again as an office program opens it."""

import io

from odf import table, teletype, text
from odf.opendocument import load

from reflexes_calls.papers.offices import write_odt_paper
from reflexes_calls.papers.tree import Break, Facts, Grid, Heading, Items, Paper, Prose

PAPER = Paper(
    title="Passation",
    subtitle="Ville fictive – 01/02/2027",
    language="fr",
    author="Ville fictive",
    foot="Gardé le 01/02/2027",
    page_of=("Page", "sur"),
    banner="Copie",
    blocks=(
        Heading(text="Où il en est"),
        Facts(rows=(("Étape", "En cours"),)),
        Heading(text="Détail", level=2),
        Prose(paragraphs=("Deux  espaces\tet une fin\u0000.",)),
        Items(texts=("Premier", "Second")),
        Break(),
        Grid(headings=("Jour", "Quoi"), rows=(("01/03/2027", "Note\nà deux lignes"),)),
    ),
)


def test_headings_lists_and_heads_of_tables_are_what_they_are() -> None:
    made = load(io.BytesIO(write_odt_paper(PAPER)))
    headings = made.text.getElementsByType(text.H)
    told = [(each.getAttribute("outlinelevel"), teletype.extractText(each)) for each in headings]
    assert told == [("1", "Où il en est"), ("2", "Détail")]
    items = made.text.getElementsByType(text.ListItem)
    assert [teletype.extractText(each) for each in items] == ["Premier", "Second"]
    (head,) = made.text.getElementsByType(table.TableHeaderRows)
    assert teletype.extractText(head) == "JourQuoi"
    said = [teletype.extractText(each) for each in made.text.getElementsByType(text.P)]
    assert said[:2] == [PAPER.title, PAPER.subtitle]
    assert "Deux  espaces\tet une fin." in said
    assert "à deux lignes" in said
    assert "fr-FR" in str(made.meta)
