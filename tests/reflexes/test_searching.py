"""Search: what is found, in which order, by which passage, counted how; no query breaks it."""

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reflexes
from reflexes.cli import main
from reflexes.editions import names
from reflexes.searching import Index, Passage
from reflexes.searching.building import NAMES
from reflexes.searching.excerpting import WIDTH
from reflexes.searching.gathering import texts_of
from reflexes.searching.normalising import (
    WORD,
    english_stem,
    fold,
    french_stem,
    stem_of,
)
from reflexes.searching.weighing import add_times, best, entry, greatest, members, planes_of
from reflexes.texts import Says, Text, Title


def codes(catalogue: reflexes.Catalogue, words: str, **more: object) -> list[str]:
    return [hit.record.code for hit in catalogue.search(words, **more).hits]  # type: ignore[arg-type]  # facets by name


def marked(passage: Passage) -> list[str]:
    return [passage.text[mark.start : mark.end] for mark in passage.marks]


@pytest.fixture
def few() -> reflexes.Catalogue:
    """Four pistes whose every word is known."""
    piste = next(iter(reflexes.load().pistes))

    def made(code: str, title: str, problem: str, en: str = "") -> object:
        return attrs.evolve(
            piste,
            code=code,
            title=Title(fr=title, en="x", says=Says.OURS),
            short=Title(fr="x", en="x", says=Says.OURS),
            problem=Text(fr=problem, en=en, says=Says.OURS),
            proposition=None,
            answers=(),
            strengthens=(),
            who=None,
            first_steps=(),
            proof_wrong=None,
            indicators=(),
            risks=(),
            formerly=(),
        )

    pistes = {
        "un": made("un", "La crèche", "Les agents gardent les enfants."),
        "deux": made("deux", "Les masques", "La crèche ferme, la crèche rouvre.", "A call."),
        "trois": made("trois", "Le guichet", "Des travaux, des locaux, des lieux."),
        "quatre": made("quatre", "Le téléphone", "Répondre. " * 40 + "La crèche appelle."),
    }
    shelves = {"pistes": reflexes.Shelf.of("pistes", pistes)}
    return reflexes.Catalogue(describe=lambda: reflexes.load().description, shelves=shelves)


@pytest.mark.parametrize(
    "forms",
    [
        "réaffectation reaffectations RÉAFFECTATION réaffecté réaffectées réaffecter",
        "local locale locaux locales",
        "travail travaux",
        "réseau réseaux",
        "lieu lieux",
        "nombreux nombreuse nombreuses",
        "directeur directrices",
        "professionnel professionnelle professionnels",
        "administratif administratives",
        "public publique publics publiques",
        "œuvre oeuvres",
        "crèche crèches cre\u0300che",
    ],
)
def test_french_forms_of_a_word_meet(forms: str) -> None:
    assert len({french_stem(fold(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        "city cities",
        "reassign reassigned reassigning reassigns",
        "organise organized organisation organizations",
        "call calls called",
        "church churches",
    ],
)
def test_english_forms_of_a_word_meet(forms: str) -> None:
    assert len({english_stem(fold(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("peur", "peu"), ("formation", "forme"), ("prix", "pris"), ("maire", "mairie")],
)
def test_different_french_words_stay_apart(one: str, other: str) -> None:
    assert french_stem(one) != french_stem(other)


def test_common_words_say_nothing_but_in_the_language_where_they_tell() -> None:
    assert stem_of("fr", "Qu") == stem_of("en", "the") == stem_of("fr", "l") == ""
    assert stem_of("en", "but") == ""
    assert stem_of("fr", "buts") == "but"


def test_accents_elisions_and_plurals_do_not_matter(shipped: reflexes.Catalogue) -> None:
    wanted = codes(shipped, "accès droits")

    assert wanted[0] == "acces-aux-droits"
    assert codes(shipped, "l’ACCES aux droit") == wanted
    assert codes(shipped, "qu'accès d’droits ?") == wanted


def test_what_the_issue_asks_for(shipped: reflexes.Catalogue) -> None:
    found = shipped.search("réaffectation agents crèche")

    first = found.hits[0]
    assert (first.shelf, first.record.code) == ("phenomena", "reaffectation-agents")
    assert marked(first.passage) == ["réaffectation", "agents"]
    assert (first.passage.field, first.passage.language) == ("title", "fr")
    assert found.relaxed
    assert found.words == ("reaffectation", "agents", "creche")


def test_english_finds_english_passages(shipped: reflexes.Catalogue) -> None:
    hit = shipped.search("reassigning staff", shelf="phenomena").hits[0]

    assert hit.record.code == "reaffectation-agents"
    assert hit.passage.language == "en"
    assert marked(hit.passage) == ["reassigning", "staff"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_reader_s_language_is_preferred_where_both_would_do(
    language: str, shipped: reflexes.Catalogue
) -> None:
    hits = shipped.search("participation", shelf="pistes", language=language).hits
    assert [hit.passage.language for hit in hits] == [language] * len(hits)
    assert len(hits) > 1


def test_every_code_finds_its_record_first(shipped: reflexes.Catalogue) -> None:
    for record in shipped:
        assert codes(shipped, f" {record.code.upper()} ", limit=1) == [record.code]


def test_a_code_is_shown_as_the_passage_only_when_nothing_else_holds_a_word(
    few: reflexes.Catalogue,
) -> None:
    assert few.search("quatre").hits[0].passage.field == "code"
    passage = few.search("quatre appelle").hits[0].passage
    assert (passage.field, marked(passage)) == ("problem", ["appelle"])


def test_every_exact_title_comes_before_what_merely_holds_its_words(
    shipped: reflexes.Catalogue,
) -> None:
    for record in shipped:
        for title in (record.title.fr, record.title.en):
            first = shipped.search(title, limit=1).hits[0].record
            names = (one.text for one in texts_of(first) if one.field.startswith(NAMES))
            assert title.casefold() in {name.casefold() for name in names}


def test_a_former_title_finds_its_piste(shipped: reflexes.Catalogue) -> None:
    piste = next(piste for piste in shipped.pistes if piste.former_titles)
    assert codes(shipped, piste.former_titles[0].said.fr)[0] == piste.code


def test_a_title_of_common_words_is_found_whole(few: reflexes.Catalogue) -> None:
    piste = attrs.evolve(few.pistes["un"], title=Title(fr="Et vous ?", en="x", says=Says.OURS))
    found = Index({"pistes": [*few.pistes, piste]}).search("et vous")

    assert (found.total, found.words) == (1, ())
    assert found.hits[0].record is piste
    assert found.facets["shelf"] == {"pistes": 1}


def test_titles_weigh_more_than_texts(few: reflexes.Catalogue) -> None:
    found = few.search("crèches")

    assert [hit.record.code for hit in found.hits] == ["un", "deux", "quatre"]
    assert [hit.score for hit in found.hits] == sorted(
        (hit.score for hit in found.hits), reverse=True
    )
    assert not found.relaxed


def test_all_the_words_first_then_the_most(few: reflexes.Catalogue) -> None:
    assert codes(few, "crèche agents") == ["un"]
    found = few.search("crèche agents guichet")
    assert (found.total, found.relaxed) == (1, True)
    assert codes(few, "crèche zzz guichet") == ["trois", "un", "deux", "quatre"]
    assert few.search("zzz yyy").total == 0


def test_irregular_plurals_are_found_and_marked(few: reflexes.Catalogue) -> None:
    passage = few.search("travail local lieu").hits[0].passage
    assert marked(passage) == ["travaux", "locaux", "lieux"]


def test_a_long_text_is_cut_around_the_words(few: reflexes.Catalogue) -> None:
    passage = few.search("crèche appelle").hits[0].passage
    whole = few.pistes["quatre"].problem
    assert whole is not None
    assert marked(passage) == ["crèche", "appelle"]
    assert len(passage.text) <= WIDTH
    assert passage.is_cut_before
    assert not passage.is_cut_after
    assert whole.fr[passage.start :] == passage.text
    assert passage.says is Says.OURS


def test_marks_are_the_words_that_were_asked(shipped: reflexes.Catalogue) -> None:
    for hit in shipped.search("masques distribution", limit=100).hits:
        assert hit.passage.marks
        for word in marked(hit.passage):
            assert fold(word).startswith(("masque", "distribu")), word


def test_every_word_of_a_record_finds_it_and_is_marked(shipped: reflexes.Catalogue) -> None:
    record = shipped.phenomena["reaffectation-agents"]
    telling = {
        word
        for said in texts_of(record)
        for word in WORD.findall(said.text)
        if stem_of(said.language or "fr", word)
    }
    for word in telling:
        hits = shipped.search(word, limit=1000).hits
        passage = {hit.record.code: hit.passage for hit in hits}[record.code]
        assert passage.marks, word
    assert len(telling) > 50


def test_an_empty_query_lists_in_the_catalogue_s_order(shipped: reflexes.Catalogue) -> None:
    assert codes(shipped, "", limit=1000) == [record.code for record in shipped]
    assert codes(shipped, " ", shelf="pistes", limit=3) == list(shipped.pistes.codes[:3])
    first = shipped.search("", shelf="pistes").hits[0]
    assert (first.passage.field, first.passage.marks) == ("problem", ())


def test_pages_follow_one_another(shipped: reflexes.Catalogue) -> None:
    whole = codes(shipped, "agents", limit=1000)
    pages = [codes(shipped, "agents", limit=7, offset=at) for at in range(0, len(whole) + 7, 7)]

    assert [code for page in pages for code in page] == whole
    assert pages[-1] == []
    assert shipped.search("agents", limit=0).total == len(whole)
    assert shipped.search("agents", limit=0).hits == ()


def test_facets_count_the_whole_result(shipped: reflexes.Catalogue) -> None:
    found = shipped.search("agents", limit=1)
    everything = shipped.search("agents", limit=1000).hits

    assert found.facets["shelf"] == Counter(hit.shelf for hit in everything)
    assert found.facets["status"] == Counter(hit.record.status.value for hit in everything)
    assert sum(found.facets["shelf"].values()) == found.total == len(everything)
    counts = list(found.facets["shelf"].values())
    assert counts == sorted(counts, reverse=True)


def test_the_controversy_follows_the_ties(shipped: reflexes.Catalogue) -> None:
    def of(code: str) -> str:
        return shipped.phenomena[code].controversy if code in shipped.phenomena else code

    for controversy in shipped.controversies:
        wanted = {controversy.code}
        wanted |= {p.code for p in shipped.phenomena if p.controversy == controversy.code}
        wanted |= {
            p.code for p in shipped.pistes if controversy.code in {of(tie.to) for tie in p.answers}
        }
        wanted |= {
            o.code for o in shipped.observations if controversy.code in set(map(of, o.about))
        }
        shelves = ("controversies", "phenomena", "pistes", "observations")
        found = {
            hit.record.code
            for hit in shipped.search("", controversy=controversy.code, limit=1000).hits
            if hit.shelf in shelves
        }
        assert found == wanted


def test_the_principle_is_the_one_strengthened(shipped: reflexes.Catalogue) -> None:
    found = set(codes(shipped, "", principle="entraide", shelf="pistes", limit=1000))
    assert found == {
        p.code for p in shipped.pistes if "entraide" in {s.principle for s in p.strengthens}
    }
    assert codes(shipped, "", principle="entraide", shelf="principles") == ["entraide"]


def test_the_kind_is_of_organisations_and_of_what_they_did(shipped: reflexes.Catalogue) -> None:
    found = shipped.search("", organisation_kind="city", limit=1000)

    assert {hit.shelf for hit in found.hits} == {"organisations", "experiments", "evidence"}
    for hit in found.hits:
        own = (
            [hit.record]
            if hit.shelf == "organisations"
            else shipped.linked(hit.record, "organisations")
        )
        assert "city" in {one.kind for one in own}
    # The territory of a partner is no deed of the partner.
    assert any(o.partner_territory for o in shipped.observations)


def test_facets_narrow_together(shipped: reflexes.Catalogue) -> None:
    found = shipped.search("agents", shelf="pistes", status="ours", principle="robustesse")

    assert found.total == len(found.hits) > 0
    assert set(found.facets["shelf"]) == {"pistes"}
    assert set(found.facets["status"]) == {"ours"}
    assert found.facets["principle"]["robustesse"] == found.total


def test_unknown_values_are_refused_all_at_once(shipped: reflexes.Catalogue) -> None:
    with pytest.raises(reflexes.RefusedError) as caught:
        shipped.search(
            "agents",
            shelf="piste",
            controversy="pilotages",
            principle="zzz",
            status="attested ",
            organisation_kind="cities",
            limit=-1,
        )

    said = {refusal.path: refusal for refusal in caught.value.refusals}
    assert set(said) == {
        "shelf",
        "controversy",
        "principle",
        "status",
        "organisation_kind",
        "limit",
    }
    assert said["shelf"].expected.startswith("pistes, controversies")
    assert (said["controversy"].kind, said["controversy"].expected) == (
        "dangling-code-near",
        "pilotage",
    )
    assert said["status"].expected.startswith("attested, ")
    assert said["organisation_kind"].expected.startswith("city, ")
    assert said["limit"].met == "-1"


def test_a_value_that_no_record_bears_finds_nothing(few: reflexes.Catalogue) -> None:
    assert few.search("", status="reconstructed").total == 0
    assert few.search("", organisation_kind="city").total == 0


@pytest.mark.parametrize(
    "words",
    [
        "de la", "the of and", '"', '"crèche', "crèche AND", "NOT", "a OR", "*", "crèche*", "(",
        "title:crèche", "-", "--", "NEAR(a b)", "\x00", "crè\x00che", "🦠", "\ud800", "' OR 1=1 --",
        "\u0301", "_", "^", "{a}", "%", "\\",
    ],
)  # fmt: skip
def test_no_query_breaks_the_engine(words: str, few: reflexes.Catalogue) -> None:
    found = few.search(words)
    assert found.total == len(found.hits) <= len(few)


def test_signs_do_not_hide_the_words(few: reflexes.Catalogue) -> None:
    wanted = codes(few, "crèche")
    assert codes(few, '"crèche*" (') == wanted
    assert codes(few, "«\u00a0crèche\u00a0»\x00🦠") == wanted
    assert few.search("de la").words == ()
    assert few.search("de la").total == 0


def test_a_very_long_query_is_answered(shipped: reflexes.Catalogue) -> None:
    assert shipped.search("a" * 10_000).total == 0
    everything = " ".join(said.text for record in shipped.pistes for said in texts_of(record))
    assert shipped.search(everything[:10_000]).total > 0
    assert codes(shipped, "masques " * 1250) == codes(shipped, "masques")


def assert_whole(catalogue: reflexes.Catalogue, words: str) -> None:
    for hit in catalogue.search(words, limit=5).hits:
        passage = hit.passage
        ends = [0]
        for mark in passage.marks:
            assert ends[-1] <= mark.start < mark.end <= len(passage.text)
            ends.append(mark.end)
        texts = {(said.field, said.language): said.text for said in texts_of(hit.record)}
        whole = texts[passage.field, passage.language]
        assert whole[passage.start : passage.start + len(passage.text)] == passage.text
        assert passage.length == len(whole)


@given(st.text(max_size=60))
def test_any_string_is_answered(words: str) -> None:
    assert_whole(SHIPPED, words)


@given(st.lists(st.sampled_from(["Agents", "l’accès", "masques", "crise", "AND", '"', "city"])))
def test_any_mix_of_real_words_is_answered(words: list[str]) -> None:
    assert_whole(SHIPPED, " ".join(words))


SHIPPED = reflexes.load()


@given(
    st.lists(
        st.tuples(st.dictionaries(st.integers(0, 199), st.integers(1, 15)), st.integers(1, 40)),
        max_size=6,
    ),
    st.integers(0, 250),
)
def test_planes_add_and_rank_as_plain_numbers_do(
    words: list[tuple[dict[int, int], int]], most: int
) -> None:
    total: list[int] = []
    plain: Counter[int] = Counter()
    for levels, times in words:
        add_times(total, planes_of([entry(*one) for one in levels.items()], 200), times)
        plain.update({number: level * times for number, level in levels.items()})
    everyone = (1 << 200) - 1

    wanted = sorted(range(200), key=lambda number: (-plain[number], number))[:most]
    assert best(total, everyone, most) == [(plain[number], number) for number in wanted]
    value, having = greatest(total, everyone)
    assert value == max(plain[n] for n in range(200))
    assert list(members(having)) == [n for n in range(200) if plain[n] == value]


def test_common_words_kept_as_planes_rank_as_the_others_do() -> None:
    piste = next(iter(reflexes.load().pistes))
    many = {
        f"p-{n}": attrs.evolve(
            piste,
            code=f"p-{n}",
            problem=Text(fr="crèche " * (n % 5) + "ouverte", says=Says.OURS),
            title=Title(fr=f"n {n}", en="x", says=Says.OURS),
        )
        for n in range(300)
    }
    index = Index({"pistes": many.values()})
    found = index.search("crèches", limit=300)

    assert found.total == 240
    assert [int(h.record.code[2:]) % 5 for h in found.hits] == [4] * 60 + [3] * 60 + [2] * 60 + [
        1
    ] * 60
    assert [h.record.code for h in found.hits[:2]] == ["p-4", "p-9"]


def test_threads_that_search_first_at_the_same_time_agree() -> None:
    catalogue = reflexes.load()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: codes(catalogue, "agents masques"), range(32)))
    assert found == [codes(catalogue, "agents masques")] * 32


def test_an_old_edition_is_searched_too() -> None:
    for edition in names():
        old = reflexes.load(edition)
        assert codes(old, "pilotage")[0] == "pilotage"
        assert old.search("").total == len(old)


def test_search_needs_no_engine() -> None:
    program = (
        "import sys, reflexes\n"
        "assert 'reflexes.searching' not in sys.modules\n"
        "assert reflexes.load().search('agents').total\n"
        "assert 'sqlite3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_search_speaks_french_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "réaffectation", "agents", "crèche"]) == 0

    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Aucune ne contient tous les mots : celles-ci en contiennent le plus." in said
    assert "  1. Les mécanismes de réaffectation des agents\n" in said
    assert "reaffectation-agents · phenomena · attesté" in said
    assert "Problème, l’enquête, dans nos mots" in said
    assert "Étagère : phenomena 1" in said
    assert "\033" not in said


def test_search_speaks_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--lang", "en", "staff", "--limit", "1", "--shelf", "pistes"]) == 0

    said = capsys.readouterr().out
    assert " records.\n\n  1. " in said
    assert "\nShelf: pistes " in said


def test_found_words_are_bold_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert main(["search", "Réaffectations", "--shelf", "phenomena"]) == 0
    assert "\033[1mréaffectation\033[22m" in capsys.readouterr().out

    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["search", "Réaffectations", "--shelf", "phenomena"]) == 0
    assert "\033" not in capsys.readouterr().out


def test_search_as_json_gives_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--json", "entraide", "--limit", "1"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert said["hits"][0]["code"] == "entraide"
    assert said["hits"][0]["title"]["en"] == reflexes.load().principles["entraide"].title.en
    passage = said["hits"][0]["passage"]
    start, end = passage["marks"][0]
    assert fold(passage["text"][start:end]) == "entraide"
    assert said["total"] == sum(said["facets"]["shelf"].values())


def test_search_from_a_folder_with_facets(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["search", "--from", str(tree), "--controversy", "le-guichet", "--shelf", "pistes"]
    assert main([*asked, "--json"]) == 0
    assert [hit["code"] for hit in json.loads(capsys.readouterr().out)["hits"]] == ["telephoner"]

    assert main(["search", "--from", str(tree), "de la"]) == 0
    assert capsys.readouterr().out == "Aucun mot à chercher là-dedans.\n"
    assert main(["search", "--from", str(tree), "inconnu", "\udcff"]) == 0
    assert capsys.readouterr().out == "Rien n’a été trouvé.\n"


def test_search_refuses_unknown_facets_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "x", "--shelf", "piste", "--controversy", "pilotages"]) == 1

    said = capsys.readouterr().err.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Choisissez parmi : pistes," in said
    assert "Vouliez-vous dire : pilotage ?" in said
