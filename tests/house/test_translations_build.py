"""The build compiles translations, and refuses those that are not finished."""

import gettext
import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: fr\\n"\n\n'


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = util.spec_from_file_location("hatch_build", CHECKOUT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def a_po(folder: Path, entries: str) -> Path:
    """Write a French `.po` holding these entries where the build looks for them."""
    place = folder / "src" / "thing" / "locale" / "fr" / "LC_MESSAGES" / "thing.po"
    place.parent.mkdir(parents=True)
    place.write_text(HEADER + entries, encoding="utf-8")
    return place


def test_build_compiles_a_finished_translation(hook: ModuleType, tmp_path: Path) -> None:
    source = a_po(tmp_path, 'msgid "Save"\nmsgstr "Enregistrer"\n')
    hook.CompileTranslations(str(tmp_path), {}, None, None, "", "wheel").initialize("standard", {})
    with source.with_suffix(".mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Save") == "Enregistrer"
    assert sorted(path.name for path in source.parent.iterdir()) == ["thing.mo", "thing.po"]


def test_build_without_translations_does_nothing(hook: ModuleType, tmp_path: Path) -> None:
    hook.CompileTranslations(str(tmp_path), {}, None, None, "", "wheel").initialize("editable", {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Save"\nmsgstr ""\n',
        '#, fuzzy\nmsgid "Save"\nmsgstr "Sauver"\n',
        'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s jour"\nmsgstr[1] ""\n',
    ],
    ids=["empty", "fuzzy", "plural form missing"],
)
def test_build_refuses_an_unfinished_translation(
    hook: ModuleType, tmp_path: Path, entry: str
) -> None:
    source = a_po(tmp_path, entry)
    with pytest.raises(hook.UnfinishedTranslationError, match=r"thing\.po.*\n  line \d+"):
        hook.compile_file(source)
    assert not source.with_suffix(".mo").exists()
