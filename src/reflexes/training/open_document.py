"""What every OpenDocument file of a module shares: styles, language, an archive without a date."""

import io
import zipfile
from typing import Any

from reflexes.exporting.placing import pack
from reflexes.training.archives import STILL
from reflexes.training.colours import BAND, INK, ON_BAND, PAPER, SOFT
from reflexes.training.typesetting import missing_package

COUNTRIES = {"fr": "FR", "en": "GB"}


def parts() -> Any:
    """The modules of odfpy, imported late; `TrainingError` when it is not installed."""
    try:
        import odf.dc  # type: ignore[import-untyped]  # noqa: PLC0415  # it says no types
        import odf.draw  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
        import odf.meta  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
        import odf.namespaces  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
        import odf.number  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
        import odf.opendocument  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
        import odf.presentation  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
        import odf.style  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
        import odf.svg  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
        import odf.table  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
        import odf.text  # type: ignore[import-untyped]  # noqa: PLC0415  # the same
    except ModuleNotFoundError as error:
        raise missing_package("odfpy") from error
    _declare_all()
    return odf


def _declare_all() -> None:
    """Declare every namespace in the library's own order.

    The library keeps those that it has met in one place for the whole process: what was written or
    read before would otherwise change the bytes.
    """
    from odf.element import Element  # type: ignore[import-untyped]  # noqa: PLC0415  # as above
    from odf.namespaces import nsdict  # noqa: PLC0415 - as above

    Element.namespaces = {
        address: prefix for address, prefix in nsdict.items() if not prefix[-1].isdigit()
    }


def saved(book: Any) -> bytes:
    """The bytes of a file, put again in an archive without the time of writing."""
    written = io.BytesIO()
    book.write(written)
    with zipfile.ZipFile(written) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})


def describe(book: Any, title: str, subject: str, language: str) -> None:
    """The title, subject and language of the file; its day never changes."""
    odf = parts()
    still = STILL.strftime("%Y-%m-%dT%H:%M:%S")
    for element in list(book.meta.childNodes):
        book.meta.removeChild(element)
    for element in (
        odf.meta.Generator(text="Réflexes"),
        odf.dc.Title(text=title),
        odf.dc.Subject(text=subject),
        odf.dc.Creator(text="Réflexes"),
        odf.dc.Language(text=f"{language}-{COUNTRIES[language]}"),
        odf.meta.CreationDate(text=still),
        odf.dc.Date(text=still),
    ):
        book.meta.addElement(element)


def speak(book: Any, language: str, font: str, families: tuple[str, ...]) -> None:
    """The language and font of everything that says no other."""
    odf = parts()
    face = odf.style.FontFace(name=font, fontfamily=f"'{font}'")
    book.fontfacedecls.addElement(face)
    for family in families:
        usual = odf.style.DefaultStyle(family=family)
        usual.addElement(
            odf.style.TextProperties(
                language=language,
                country=COUNTRIES[language],
                fontname=font,
                fontsize="11pt",
                color=f"#{INK}",
            )
        )
        book.styles.addElement(usual)


def paragraph_style(book: Any, name: str, *, display: str = "", **said: Any) -> Any:
    """A paragraph style from the properties of its text and of its block."""
    odf = parts()
    level = said.pop("level", 0)
    parent = said.pop("parent", "")
    block = {key: said.pop(key) for key in list(said) if key in BLOCK}
    more: dict[str, Any] = {"defaultoutlinelevel": str(level)} if level else {}
    if parent:
        more["parentstylename"] = parent
    made = odf.style.Style(name=name, displayname=display or name, family="paragraph", **more)
    if block:
        made.addElement(odf.style.ParagraphProperties(**block))
    if said:
        made.addElement(odf.style.TextProperties(**said))
    book.styles.addElement(made)
    return made


BLOCK = (
    "marginleft",
    "margintop",
    "marginbottom",
    "breakbefore",
    "backgroundcolor",
    "borderleft",
    "padding",
    "keepwithnext",
    "textalign",
)
"""The properties of a block; all others are of its text."""
SHADES = {
    "band": f"#{BAND}",
    "on-band": f"#{ON_BAND}",
    "paper": f"#{PAPER}",
    "soft": f"#{SOFT}",
    "ink": f"#{INK}",
}
"""Our colours as OpenDocument writes them."""
