"""A text in French, with its English when there is one."""

from typing import Any

from reflexes.records import record


@record
class Bilingual:
    """French first; English may be missing, and French is then shown in its place."""

    fr: str = ""
    en: str = ""

    def said(self, language: str) -> str:
        """The text in `language`, `fr` or `en`, or in French when there is no English."""
        return (self.en or self.fr) if language == "en" else self.fr

    def __bool__(self) -> bool:
        return bool(self.fr or self.en)


def both(kept: Any) -> Bilingual:
    """A text from its kept form: `{"fr": …, "en": …}`, or nothing at all."""
    said = kept or {}
    return Bilingual(fr=str(said.get("fr", "")), en=str(said.get("en", "")))
