"""A catalogue that remembers."""

import shutil
import warnings
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

import reflexes
from reflexes import editions
from reflexes.cli import main
from reflexes.comparing import Difference
from reflexes.searching import Result
from reflexes.texts import Status

scenarios("0-un-catalogue-qui-se-souvient.feature")

PISTE = """
rank = {rank}
status = "ours"
title = {{ fr = "Une piste", en = "A piste", says = "ours" }}
short = {{ fr = "Piste", en = "Piste", says = "ours" }}
known_on = 2026-11-22
proposition = {{ fr = "Essayer.", says = "ours" }}
"""


@pytest.fixture
def read() -> dict[str, reflexes.Catalogue]:
    """The catalogue that is being read."""
    return {}


@given(parsers.parse("l’édition « {name} »"))
def an_edition(read, name) -> None:
    read["catalogue"] = reflexes.load(name)


@then(parsers.parse("la piste « {code} » s’appelle « {title} »"))
def it_is_called(read, code, title) -> None:
    assert read["catalogue"].pistes[code].title.fr == title


@then(parsers.parse("la piste « {code} » ne dit pas ce qui lui donnerait tort"))
def it_does_not_say(read, code) -> None:
    assert read["catalogue"].pistes[code].proof_wrong is None
    assert reflexes.load().pistes[code].proof_wrong is not None


@then("aucune piste n’est de ce projet")
def none_is_ours(read) -> None:
    assert {piste.status for piste in read["catalogue"].pistes} == {Status.ATTESTED}


@when(parsers.parse("on compare « {older} » à « {newer} »"), target_fixture="difference")
def compared(older, newer) -> Difference:
    return reflexes.load(older).compare(reflexes.load(newer))


@then("deux pistes ont changé de nom")
def two_renamed(difference) -> None:
    assert [each.shelf for each in difference.renamed] == ["pistes", "pistes"]


@then(parsers.parse("« {code} » est apparue"))
def it_appeared(difference, code) -> None:
    assert code in [each.code for each in difference.added]


@given(
    parsers.parse("une copie de l’édition « {name} » dont un mot a été changé"),
    target_fixture="altered",
)
def an_altered_edition(tmp_path: Path, name) -> tuple[str, Path]:
    for file in (f"{name}.json", editions.INDEX):
        shutil.copy(editions.EDITIONS / file, tmp_path)
    path = tmp_path / f"{name}.json"
    path.write_bytes(path.read_bytes().replace(b"questions", b"reponses", 1))
    return name, tmp_path


@when("on tente de la lire", target_fixture="refused")
def tried(altered) -> str:
    with pytest.raises(reflexes.EditionError) as caught:
        editions.load_edition(*altered)
    return str(caught.value)


@then(parsers.parse("elle est refusée et « {name} » est nommée"))
def it_is_named(refused, name) -> None:
    assert refused.startswith(f"Edition {name} was altered")


@given(parsers.parse("une enquête où « {old} » a été renommée « {new} »"), target_fixture="inquiry")
def a_renamed_record(tmp_path: Path, old, new) -> reflexes.Catalogue:
    folder = tmp_path / "enquete"
    assert main(["new", str(folder), "--name", "essai"]) == 0
    (folder / f"pistes/{new}.toml").write_text(PISTE.format(rank=1), "utf-8")
    (folder / f"pistes/{old}.toml").write_text(
        PISTE.format(rank=2)
        + f'[withdrawn]\nknown_on = 2026-12-01\nfate = "renamed"\nreplaced_by = ["{new}"]\n'
        + 'reason = { fr = "Mieux nommée.", says = "ours" }\n',
        "utf-8",
    )
    return reflexes.load(folder)


@when(parsers.parse("on demande « {code} »"), target_fixture="notice")
def asked(inquiry, code) -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert inquiry[code].code == code
    return caught[0].message


@then(parsers.parse("un avis renvoie à « {code} »"))
def it_leads_to(notice, code) -> None:
    assert isinstance(notice, reflexes.WithdrawnNotice)
    assert notice.replaced_by == (code,)


@when(parsers.parse("on cherche « {words} »"), target_fixture="found")
def searched(words) -> Result:
    return reflexes.load().search(words)


@then(parsers.parse("la première fiche trouvée est « {code} »"))
def it_comes_first(found, code) -> None:
    assert found.hits[0].record.code == code


@then("le passage montre les mots trouvés")
def words_are_marked(found) -> None:
    passage = found.hits[0].passage
    marked = [passage.text[mark.start : mark.end] for mark in passage.marks]
    assert marked == ["réaffectation", "agents"]


@when("on commence une enquête dans un dossier neuf", target_fixture="folder")
def begun(tmp_path: Path) -> Path:
    folder = tmp_path / "mon-enquete"
    assert main(["new", str(folder)]) == 0
    return folder


@then("elle se vérifie sans rien à corriger")
def it_checks(folder, capsys) -> None:
    capsys.readouterr()
    assert main(["check", str(folder)]) == 0
    assert "rien à corriger" in capsys.readouterr().out
