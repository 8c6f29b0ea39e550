"""`reflexes new`: another inquiry begins with an empty, valid, documented catalogue."""

import datetime as dt
import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

import reflexes
from reflexes import inquiry
from reflexes.cli import main
from reflexes.conversion import structure
from reflexes.describing import described
from reflexes.inquiry.sampling import SAMPLE_FILE, example_code, sample
from reflexes.inquiry.shelves import SHELVES
from reflexes.kinds import KINDS
from reflexes.personal_data import PERSONAL_DATA
from reflexes.wording import LOCALE, sentence, translator

DAY = dt.date(2027, 1, 8)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """An inquiry that was just begun."""
    return inquiry.make(tmp_path / "crue", title="Une crue", started_on=DAY).directory


def uncommented(text: str) -> str:
    """A sample with all its optional lines."""
    return re.sub(r"^# ", "", text, flags=re.MULTILINE)


def fill(root: Path, text_of: object = str) -> None:
    """Copy the sample of every shelf to a record, and swear that the interview is anonymised."""
    for shelf in KINDS:
        text = (root / shelf / SAMPLE_FILE).read_text("utf-8")
        text = text.replace("anonymised = false", "anonymised = true")
        (root / shelf / f"{example_code(shelf)}.toml").write_text(text_of(text), "utf-8")


def test_inquiry_is_empty_valid_and_documented(made: Path) -> None:
    catalogue = reflexes.load(made)

    assert (catalogue.name, len(catalogue)) == ("crue", 0)
    assert catalogue.description.title.fr == "Une crue"
    assert catalogue.description.started_on == DAY
    assert sorted(path.name for path in made.iterdir()) == sorted(
        ("README.md", "catalogue.toml", *KINDS)
    )
    assert not list(made.parent.glob(".reflexes-new-*"))


def test_inquiry_has_a_sample_on_each_shelf_that_makes_a_record(made: Path) -> None:
    fill(made)

    catalogue = reflexes.load(made)

    assert {shelf: len(catalogue.shelf(shelf)) for shelf in KINDS} == dict.fromkeys(KINDS, 1)
    (observation,) = catalogue.observations
    assert catalogue.linked(observation, "interviews") == tuple(catalogue.interviews)


def test_inquiry_sample_of_an_interview_is_refused_until_it_is_anonymised(made: Path) -> None:
    fill(made)
    path = made / "interviews" / f"{example_code('interviews')}.toml"
    path.write_text((made / "interviews" / SAMPLE_FILE).read_text("utf-8"), "utf-8")

    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(made)

    assert [refusal.kind for refusal in caught.value.refusals] == ["not-anonymised"]


def test_inquiry_samples_with_all_their_optional_lines_make_records_too(made: Path) -> None:
    # All but the withdrawal, which takes a record off its shelf.
    fill(made, lambda text: re.sub(r"^withdrawn = .*$", "", uncommented(text), flags=re.MULTILINE))

    assert len(reflexes.load(made)) == len(KINDS)


@pytest.mark.parametrize("shelf", KINDS)
def test_inquiry_sample_shows_every_field(shelf: str) -> None:
    kind = KINDS[shelf]
    text = sample(shelf, DAY)

    short, whole = tomllib.loads(text), tomllib.loads(uncommented(text))

    fields = {field.name: field for field in described(kind) if field.name != "code"}
    assert set(whole) == set(fields)
    assert {name for name, field in fields.items() if field.required} <= set(short)
    assert structure(kind, {"code": "exemple", **whole}).known_on == DAY
    for field in fields.values():
        assert f"{translator('fr')(field.spec.label)}" in text
        assert field.spec.label in text


def test_inquiry_says_what_each_shelf_is(made: Path) -> None:
    readme = (made / "README.md").read_text("utf-8")

    assert list(SHELVES) == list(KINDS)
    for shelf, words in SHELVES.items():
        assert readme.count(f"**`{shelf}`**") == 2
        assert words in readme
        assert translator("fr")(words) in readme
    assert LOCALE.is_dir()
    assert readme.index("Les étagères") < readme.index("The shelves")


def test_inquiry_states_the_list_of_patterns(made: Path) -> None:
    readme = (made / "README.md").read_text("utf-8")

    assert len(PERSONAL_DATA) == 4
    for said in ("une adresse électronique", "un numéro de téléphone", "civility before a name"):
        assert f"\n- {said}\n" in readme
    assert "Ce n’est qu’une liste de formes." in readme
    assert "no more than a list of forms" in readme


def test_inquiry_every_command_of_the_readme_runs(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(made)
    monkeypatch.chdir(made)
    readme = (made / "README.md").read_text("utf-8")
    commands = re.findall(r"^(?: {4})?(reflexes .*)$", readme, re.MULTILINE)
    copies = re.findall(r"^ {4}cp (\S+) (\S+)$", readme, re.MULTILINE)

    cut: set[str] = set()
    for command in commands:
        if " cut " in command and command in cut:
            continue
        cut.add(command)
        assert main(shlex.split(command)[1:]) == 0, (command, capsys.readouterr())

    assert len(commands) == 14
    assert all((made / origin).is_file() for origin, _ in copies)
    assert (made / "editions" / "2027.01.json").is_file()
    assert (made.parent / "crue.json").is_file()


@pytest.mark.parametrize(
    ("folder", "name"),
    [("Enquête Inondation 2027", "enquete-inondation-2027"), ("crue", "crue"), ("L’été", "lete")],
)
def test_inquiry_takes_its_name_from_its_folder(tmp_path: Path, folder: str, name: str) -> None:
    assert inquiry.make(tmp_path / "deep" / folder).name == name


def test_inquiry_may_be_begun_in_the_folder_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    assert main(["new", ".", "--name", "crue", "--title-en", "A flood", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)

    assert said["name"] == "crue"
    assert len(said["files"]) == len(KINDS) + 2
    assert reflexes.load(".").description.title.en == "A flood"
    assert not list(tmp_path.glob(".reflexes-new-*"))


def test_inquiry_never_touches_a_folder_that_holds_something(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}

    assert main(["new", str(made)]) == 1
    french = capsys.readouterr().err
    assert main(["new", str(made), "--lang", "en"]) == 1
    english = capsys.readouterr().err

    assert "n’est pas vide (README.md, catalogue.toml, controversies…)" in french
    assert "is not empty (README.md" in english
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == before


@pytest.mark.parametrize(
    ("folder", "options", "said"),
    [
        ("un-fichier", {}, ["« un-fichier » est un fichier"]),
        ("…", {}, ["comme dans --name mon-enquete"]),
        ("crue", {"name": "Ma Crue"}, ["comme dans --name ma-crue"]),
        ("crue", {"name": "reflexes-publics"}, ["déjà le nom d’un catalogue"]),
        ("plein", {}, ["n’est pas vide (a, b, c…)"]),
        (
            "plein",
            {"name": "É!", "title": "x" * 241, "title_en": " A flood"},
            ["n’est pas vide", "comme dans --name e", "240 au plus"],
        ),
        (
            "plein",
            {"name": "\x1b[31m", "title": "Une\ncrue", "title_en": " A flood"},
            ["n’est pas vide", "« \ufffd[31m »", "« Une »", "espaces"],
        ),
    ],
)
def test_inquiry_says_why_it_is_not_made(
    tmp_path: Path, folder: str, options: dict[str, str], said: list[str]
) -> None:
    (tmp_path / "un-fichier").write_text("", "utf-8")
    for name in "abcd":
        (tmp_path / "plein" / name).mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(reflexes.RefusedError) as caught:
        inquiry.make(tmp_path / folder, **options)

    told = [sentence(refusal, translator("fr")) for refusal in caught.value.refusals]
    assert len(told) == len(said)
    for words, wanted in zip(told, said, strict=True):
        assert wanted in words.replace("\u00a0", " ")
    assert sorted(tmp_path.rglob("*")) == before


def test_inquiry_says_what_the_disk_refuses(tmp_path: Path) -> None:
    (tmp_path / "un-fichier").write_text("", "utf-8")

    with pytest.raises(inquiry.InquiryError) as caught:
        inquiry.make(tmp_path / "un-fichier" / "crue")

    assert "Rien n’a été créé" in caught.value.said(translator("fr"))


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        ({"name": "Crue 2027"}, ("name-not-a-code", "name", "Crue 2027")),
        ({"title": "x" * 241}, ("too-long", "title.fr", "241")),
        ({"title": "Une\ncrue"}, ("several-lines", "title.fr", "Une")),
    ],
)
def test_inquiry_refuses_a_name_or_a_title_that_will_not_do(
    tmp_path: Path, options: dict[str, str], refused: tuple[str, str, str]
) -> None:
    with pytest.raises(reflexes.RefusedError) as caught:
        inquiry.make(tmp_path / "crue", **options)

    first = caught.value.refusals[0]
    assert (first.kind, first.path, first.met) == refused
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_new", [True, False])
def test_inquiry_leaves_nothing_when_it_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    folder = tmp_path / "crue"
    if not is_new:
        folder.mkdir()
    real, seen = Path.rename, []

    def cut_short(path: Path, target: Path) -> Path:
        seen.append(path)
        if len(seen) == (1 if is_new else 5):
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "rename", cut_short)

    with pytest.raises(KeyboardInterrupt):
        inquiry.make(folder)

    assert len(seen) == (1 if is_new else 9)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ([] if is_new else ["crue"])
