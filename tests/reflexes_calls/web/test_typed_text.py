"""What people type, as it is read: links, lists, and nothing that they did not mean."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflexes_calls.web.typed_text import linked, list_lines, typed_blocks


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Un mot.", "<p>Un mot.</p>"),
        ("Une ligne\nune autre\n\nLoin", "<p>Une ligne<br>une autre</p><p>Loin</p>"),
        ("Avant\n- un\n- deux\nAprès", "<p>Avant</p><ul><li>un</li><li>deux</li></ul><p>Après</p>"),
        ("• un\r\n• deux", "<ul><li>un</li><li>deux</li></ul>"),
        ("-5 degrés", "<p>-5 degrés</p>"),
        ("**gras** <b>gras</b>", "<p>**gras** &lt;b&gt;gras&lt;/b&gt;</p>"),
        ("", ""),
        (" \n\n", ""),
    ],
)
def test_lines_become_paragraphs_and_lists(typed: str, read: str) -> None:
    assert typed_blocks(typed) == read


def test_addresses_become_links() -> None:
    said = linked("Voir https://exemple.fr/a?b=1&c=2, ou innovation@exemple.fr.")
    assert '<a href="https://exemple.fr/a?b=1&amp;c=2" rel="noopener noreferrer">' in said
    assert '<a href="mailto:innovation@exemple.fr">innovation@exemple.fr</a>.' in said
    assert linked("- https://exemple.fr").startswith("- <a ")


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "data:text/html,x", 'https://a.fr/"onmouseover="x', "<script>"]
)
def test_nothing_typed_becomes_a_script(typed: str) -> None:
    assert not re.search(r'href="(?!https?:|mailto:)|<script|"onmouseover="', typed_blocks(typed))


def test_the_lines_of_a_list_lose_their_mark() -> None:
    assert list_lines("- une règle\n\nune autre\n") == ["une règle", "une autre"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_only_our_own_marks_are_ever_drawn(typed: str) -> None:
    drawn = re.findall(r"<[^>]*>", typed_blocks(typed))
    known = r"</?(p|ul|li|a)>|<br>|<a href=\"[^\"<>]*\"( rel=\"noopener noreferrer\")?>"
    assert [mark for mark in drawn if not re.fullmatch(known, mark)] == []
