"""How to cite a record or an edition, with the addresses that a page gives beside it."""

from typing import Any

import attrs
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

from reflexes.citing import Citation, as_bibtex, as_text, cite
from reflexes_calls.web.giving import give
from reflexes_calls.web.rooms import Room
from reflexes_calls.web.translating import language_of

BIBTEX = "application/x-bibtex"


@attrs.frozen(kw_only=True)
class CitationShown:
    """What a page says of how to cite it.

    `text` and `bibtex` are of the thing itself; its sources come with the file at
    `bibtex_address`. `stable_address` is empty on a page whose own address never changes.
    """

    text: str
    bibtex: str
    bibtex_address: str
    data_address: str
    stable_address: str


def citation(request: Request, room: Room, record: Any = None) -> CitationShown:
    """How to cite a record, or the whole edition."""
    alone = Citation(cited=_cited(request, room, record).cited)
    here, stable = room.address_of(record), room.pinned.address_of(record)
    return CitationShown(
        text=as_text(alone),
        bibtex=as_bibtex(alone),
        bibtex_address=f"{here}.bib",
        data_address=f"{here}.json",
        stable_address="" if here == stable else stable,
    )


def bibliography(request: Request, room: Room, record: Any = None) -> Response:
    """The BibTeX file of a record and its sources, or of the whole edition."""
    cited = _cited(request, room, record)
    name = f"{cited.cited.key}.bib"
    return give(
        request,
        f"{as_bibtex(cited)}\n".encode(),
        f"{BIBTEX}; charset=utf-8",
        # It holds the host by which it was asked for, and the language of the cookie.
        is_final=False,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Vary": "Cookie"},
    )


def _cited(request: Request, room: Room, record: Any) -> Citation:
    stable = URL(str(request.base_url)).replace(path=room.pinned.address_of(record))
    code = None if record is None else record.code
    return cite(room.catalogue, code, language=language_of(request), address=str(stable))
