"""What a module gets wrong is told in plain words, all at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

import reflexes
from reflexes import training
from reflexes.errors import RefusedError
from reflexes.records import changed
from reflexes.texts import Says
from reflexes.training import Activity, Claim, Length, Module, check_module
from reflexes.training.module import Picture, Slide, Step
from reflexes.wording import sentence, translator
from reflexes.writing import to_toml
from tests.reflexes.training.made import with_activity

Spoil = Callable[[Module], Module]


def first(module: Module, code: str = "moving-debate") -> Activity:
    return next(each for each in module.activities if each.code == code)


def with_slide(module: Module, slide: Slide) -> Module:
    return with_activity(module, "moving-debate", slides=(slide,))


def with_claim(module: Module, claim: Claim) -> Module:
    return with_slide(module, Slide(title="Une diapositive", claims=(claim,)))


SPOILT: dict[str, tuple[Spoil, str, str]] = {
    "minutes": (lambda m: changed(m, minutes=400), "minutes-do-not-add-up", "210 + 180 = 390"),
    "steps": (
        lambda m: with_activity(m, "welcome", steps=(Step(minutes=3, text="Dire bonjour."),)),
        "minutes-do-not-add-up",
        "3",
    ),
    "length": (lambda m: changed(m, length=Length.HALF_DAY), "length-out-of-bounds", "180–210"),
    "talk": (lambda m: training.retimed(m, "landmarks", 25), "talk-too-long", "20"),
    "break": (lambda m: training.retimed(m, "welcome", 45), "no-break", "120"),
    "objective without assessment": (
        lambda m: changed(m, items=tuple(i for i in m.items if i.objective != "draft-a-trial")),
        "objective-without-item",
        "draft-a-trial",
    ),
    "objective that nothing serves": (
        lambda m: with_activity(m, "moving-debate", objectives=()),
        "objective-without-activity",
        "argue-both-sides",
    ),
    "vague verb": (
        lambda m: changed(
            m, objectives=(changed(m.objectives[0], verb="Comprendre"), *m.objectives[1:])
        ),
        "vague-verb",
        "décrire",
    ),
    "made-up verb": (
        lambda m: changed(
            m, objectives=(changed(m.objectives[0], verb="argumentter"), *m.objectives[1:])
        ),
        "unknown-verb",
        "argumenter",
    ),
    "three for twelve": (
        lambda m: with_activity(changed(m, fewest=3), "moving-debate", fewest=12),
        "group-too-small",
        "12",
    ),
    "groups larger than the group": (
        lambda m: with_activity(m, "lessons-learnt", groups_of=40),
        "group-too-small",
        "40",
    ),
    "too many people": (lambda m: changed(m, most=80), "group-too-large", "80"),
    "unknown code": (
        lambda m: with_claim(m, Claim(text="Un fait.", record="laval-appels-cca", says=Says.OURS)),
        "dangling-code-near",
        "laval-appels-ccas",
    ),
    "claim without source": (
        lambda m: with_claim(m, Claim(text="Un fait.", record="pilotage", says=Says.INQUIRY)),
        "claim-without-source",
        "inquiry",
    ),
    "claim without record": (
        lambda m: with_claim(
            m, Claim(text="Un fait.", says=Says.SOURCE, sources=("livret-2020-11",))
        ),
        "claim-without-record",
        "Un fait.",
    ),
    "4,000 words": (
        lambda m: with_slide(m, Slide(title="Long", points=("mot " * 4000,))),
        "too-many-words-on-slide",
        "4000",
    ),
    "long card": (
        lambda m: with_activity(
            m,
            "moving-debate",
            cards=(changed(first(m).cards[0], text="mot " * 90),),
        ),
        "too-many-words-on-card",
        "60",
    ),
    "picture without description": (
        lambda m: with_slide(m, Slide(title="Image", picture=Picture(file="photo.png"))),
        "picture-without-description",
        "photo.png",
    ),
    "picture of another kind": (
        lambda m: with_slide(
            m, Slide(title="Image", picture=Picture(file="photo.tiff", description="Un arbre."))
        ),
        "wrong-picture",
        ".png",
    ),
    "font": (lambda m: changed(m, font="Marianne"), "missing-font", "Marianne"),
    "no accessible variant": (
        lambda m: with_activity(m, "moving-debate", accessible=""),
        "activity-lacks",
        "accessible",
    ),
    "code twice": (
        lambda m: changed(m, items=(*m.items, m.items[0])),
        "module-code-twice",
        "items[0].code",
    ),
    "two right answers": (
        lambda m: changed(
            m,
            items=tuple(
                changed(i, choices=tuple(changed(c, right=True) for c in i.choices))
                for i in m.items
            ),
        ),
        "not-one-right-answer",
        "1",
    ),
    "no exit quiz": (
        lambda m: changed(m, items=tuple(changed(i, at_exit=False) for i in m.items)),
        "quiz-empty",
        "at_exit",
    ),
    "item of no objective": (
        lambda m: changed(m, items=(changed(m.items[0], objective="danser"), *m.items[1:])),
        "unknown-objective",
        "danser",
    ),
    "other edition": (
        lambda m: changed(m, edition="2026.11"),
        "module-other-edition",
        "2026.11",
    ),
}


@pytest.mark.parametrize(("spoil", "kind", "told"), SPOILT.values(), ids=SPOILT)
def test_what_is_wrong_is_told_with_the_way_to_mend_it(
    spoil: Spoil, kind: str, told: str, day: Module, shipped: reflexes.Catalogue
) -> None:
    found = [one for one in check_module(spoil(day), shipped) if one.kind == kind]

    assert found, [one.kind for one in check_module(spoil(day), shipped)]
    said = {language: sentence(found[0], translator(language)) for language in ("fr", "en")}
    assert told in said["fr"]
    assert told in said["en"]
    assert said["fr"] != said["en"]
    assert found[0].code.startswith("RX")


def test_a_withdrawn_code_is_refused_with_what_replaces_it(tree: Path) -> None:
    piste = tree / "pistes" / "telephoner.toml"
    other = tree / "pistes" / "rappeler.toml"
    other.write_text(piste.read_text("utf-8").replace("rank = 1", "rank = 2"), "utf-8")
    piste.write_text(
        piste.read_text("utf-8")
        + '[withdrawn]\nknown_on = 2026-11-23\nfate = "renamed"\nreplaced_by = ["rappeler"]\n'
        'reason = { fr = "Renommée.", says = "ours" }\n',
        "utf-8",
    )
    catalogue = reflexes.load(tree)
    with pytest.raises(RefusedError) as refused:
        training.compose(catalogue, training.Choices(about=("telephoner",)))

    (one,) = refused.value.refusals
    assert (one.kind, one.met, one.expected) == ("points-to-withdrawn", "telephoner", "rappeler")


def test_a_picture_and_a_font_that_stand_nowhere_are_refused(
    day: Module, shipped: reflexes.Catalogue, tmp_path: Path
) -> None:
    module = with_slide(
        day, Slide(title="Image", picture=Picture(file="photo.png", description="Un arbre."))
    )

    assert [one.kind for one in check_module(module, shipped, folder=tmp_path)] == ["missing-file"]
    (tmp_path / "photo.png").write_bytes(b"x")
    assert check_module(module, shipped, folder=tmp_path) == ()


def test_a_file_comes_back_as_it_was(day: Module, tmp_path: Path) -> None:
    path = tmp_path / "jour.toml"
    path.write_text(to_toml(day), "utf-8")

    assert training.read_module(path).module == day
    assert training.module_of(training.plain_module(day)) == day


def test_a_bad_file_tells_everything_at_once_with_lines(day: Module, tmp_path: Path) -> None:
    text = to_toml(day)
    text = text.replace('verb = "évaluer"', 'verb = "sensibiliser"')
    text = text.replace('public = "managers"', 'public = "tous"\npubilc = "x"')
    text = text.replace("fewest = 6\nmost = 24", 'fewest = "6"\nmost = 24', 1)
    path = tmp_path / "jour.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RefusedError) as refused:
        training.read_module(path)

    found = {one.kind: one for one in refused.value.refusals}
    assert {"vague-verb", "not-a-choice", "unknown-key-near", "wrong-type"} <= set(found)
    lines = text.split("\n")
    assert "sensibiliser" in lines[found["vague-verb"].line - 1]
    assert "tous" in lines[found["not-a-choice"].line - 1]
    assert all(one.line for one in refused.value.refusals)


def test_a_file_with_a_bad_name_or_edition_is_refused(day: Module, tmp_path: Path) -> None:
    path = tmp_path / "Mon Module.toml"
    path.write_text(to_toml(day).replace('"2026.12"', '"1999.01"', 1), "utf-8")
    with pytest.raises(RefusedError) as refused:
        training.read_module(path)

    assert {one.kind for one in refused.value.refusals} == {"bad-file-name", "unknown-edition"}


@pytest.mark.parametrize("text", ["", "x = 1", 'sessions = 3\nitems = "x"', "sessions = [[1]]"])
def test_nothing_but_refusals_comes_out_of_an_odd_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RefusedError) as refused:
        training.read_module(path)

    assert refused.value.refusals
