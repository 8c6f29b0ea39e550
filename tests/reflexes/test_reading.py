"""Bad files are refused, all at once, each with file, path, what was met and what was expected."""

from pathlib import Path

import pytest

import reflexes
from reflexes.wording import REFUSALS, sentence, translator


def spoil(tree: Path, name: str, old: str, new: str) -> None:
    path = tree / name
    text = path.read_text(encoding="utf-8")
    assert old in text, text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusals(tree: Path) -> list[tuple[str, str, str, str, str]]:
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)
    return [(r.kind, r.file, r.path, r.met, r.expected) for r in caught.value.refusals]


def test_a_tree_without_fault_is_read(tree: Path) -> None:
    catalogue = reflexes.load(tree)

    assert (catalogue.name, len(catalogue)) == ("essai", 4)
    assert catalogue.pistes["telephoner"].title.en == "Phoning"


def test_a_typo_in_a_key_suggests_the_key(tree: Path) -> None:
    spoil(tree, "pistes/telephoner.toml", "problem =", "probleme =")

    assert refusals(tree) == [
        ("unknown-key-near", "pistes/telephoner.toml", "probleme", "probleme", "problem")
    ]


def test_a_wrong_type_is_not_coerced(tree: Path) -> None:
    spoil(tree, "pistes/telephoner.toml", "rank = 1", 'rank = "1"')

    assert refusals(tree) == [("wrong-type", "pistes/telephoner.toml", "rank", "1", "whole-number")]


def test_a_wrong_type_deep_inside_has_its_path(tree: Path) -> None:
    spoil(tree, "controversies/le-guichet.toml", 'fr = "Voir les gens."', "fr = 12")

    assert refusals(tree) == [
        ("wrong-type", "controversies/le-guichet.toml", "poles[0].argument.fr", "12", "text")
    ]


def test_a_dangling_code_suggests_near_ones(tree: Path) -> None:
    spoil(tree, "pistes/telephoner.toml", 'to = "l-appel"', 'to = "l-apel"')

    assert refusals(tree) == [
        ("dangling-code-near", "pistes/telephoner.toml", "answers[0].to", "l-apel", "l-appel")
    ]


def test_a_code_used_by_two_kinds_names_both_files(tree: Path) -> None:
    text = (tree / "pistes/telephoner.toml").read_text(encoding="utf-8")
    text = text.replace("rank = 1", "rank = 2")
    (tree / "pistes/l-appel.toml").write_text(text, encoding="utf-8")

    assert refusals(tree) == [
        ("code-used-twice", "pistes/l-appel.toml", "", "l-appel", "phenomena/l-appel.toml")
    ]


def test_a_broken_file_does_not_hide_the_others(tree: Path) -> None:
    (tree / "sources/casse.toml").write_text("title = {\n", encoding="utf-8")
    spoil(tree, "pistes/telephoner.toml", 'status = "ours"', 'status = "our"')

    found = refusals(tree)

    assert [(kind, file) for kind, file, *_ in found] == [
        ("not-a-choice", "pistes/telephoner.toml"),
        ("broken-toml", "sources/casse.toml"),
    ]
    assert "line 1" in found[1][3] or "line 2" in found[1][3]


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("pistes/telephoner.toml", 'fr = "Personne ne vient."', 'fr = " "', "empty"),
        ("pistes/telephoner.toml", "known_on = 2026-11-22", 'known_on = "2026"', "wrong-type"),
        ("pistes/telephoner.toml", "rank = 1", "rank = 0", "too-small"),
        ("pistes/telephoner.toml", "rank = 1", "", "missing-key"),
        ("pistes/telephoner.toml", "rank = 1", 'rank = 1\ncode = "x"', "code-inside"),
        ("sources/un-billet.toml", '"https://example.org/billet"', "", "too-few"),
        ("sources/un-billet.toml", "seen_on", "published_on = 'mai'\nseen_on", "malformed"),
        (
            "phenomena/l-appel.toml",
            'says = "inquiry", sources = ["un-billet"]',
            'says = "inquiry"',
            "claim-without-source",
        ),
        (
            "phenomena/l-appel.toml",
            'status = "attested"',
            'status = "reconstructed"',
            "missing-key",
        ),
        (
            "pistes/telephoner.toml",
            'proposition = { fr = "Téléphoner.", says = "ours" }',
            "",
            "content-without-proposition",
        ),
        (
            "pistes/telephoner.toml",
            "Personne ne vient.",
            "Appelez le 01 23 45 67 89.",
            "personal-data",
        ),
        (
            "pistes/telephoner.toml",
            "Personne ne vient.",
            "Écrire à nom@exemple.fr.",
            "personal-data",
        ),
        (
            "pistes/telephoner.toml",
            'title = { fr = "Téléphoner", en = "Phoning", says = "ours" }',
            'title = { fr = "T", en = "P", says = "inquiry", sources = ["un-billet"] }',
            "ours-attributed-to-inquiry",
        ),
    ],
)
def test_each_fault_has_its_refusal(tree: Path, file: str, old: str, new: str, kind: str) -> None:
    spoil(tree, file, old, new)

    assert kind in {found for found, *_ in refusals(tree)}


def test_stray_files_and_folders_are_named(tree: Path) -> None:
    (tree / "piste").mkdir()
    (tree / "autre.toml").write_text("", encoding="utf-8")
    (tree / "pistes/Été.toml").write_text("", encoding="utf-8")
    (tree / "pistes/latin.toml").write_bytes(b"title = '\xe9'")

    assert {(kind, file) for kind, file, *_ in refusals(tree)} == {
        ("unknown-shelf", "piste"),
        ("stray-file", "autre.toml"),
        ("bad-file-name", "pistes/Été.toml"),
        ("not-utf-8", "pistes/latin.toml"),
    }


def test_a_missing_description_is_said(tree: Path) -> None:
    (tree / "catalogue.toml").unlink()

    assert [kind for kind, *_ in refusals(tree)] == ["missing-file"]


def test_every_refusal_says_in_french_what_was_met(tree: Path) -> None:
    translate = translator("fr")
    spoil(tree, "pistes/telephoner.toml", "problem =", "probleme =")
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)

    assert sentence(caught.value.refusals[0], translate) == (
        "«\u00a0probleme\u00a0» n’est pas une clé connue. Vouliez-vous dire "
        "«\u00a0problem\u00a0»\u202f?"
    )
    assert all(translate(words) != words for words in REFUSALS.values())
