"""What the pages of a call being written begin and end with."""

from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.domain.call import Call
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.readiness import findings_of
from reflexes_calls.web.draft_pages import TITLES, page_address, page_after
from reflexes_calls.web.finding_words import lines_of
from reflexes_calls.web.forms import Form
from reflexes_calls.web.managed import managed
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of


def drafted(request: Request, call_id: str) -> tuple[Call, Response | None]:
    """A call that may still be written, or else the way to its board."""
    call = managed(request, call_id).call
    is_written = call.stage is CallStage.DRAFT and not call.is_put_aside
    return call, (None if is_written else see(f"/gestion/appels/{call_id}"))


def draft_page(
    request: Request, template: str, call: Call, page: str, *, status: int = 200, **facts: Any
) -> Response:
    """One page of a draft: its heading, what is to finish on it, and the name of the next one."""
    following = page_after(page)
    found = () if status != HTTPStatus.OK else findings_of(call, desk_of(request).clock.now())
    here = (each for each in found if each.page == page and each.kind != "to-save")
    words = translator(request)
    return staged_page(
        request,
        template,
        status=status,
        call=call,
        heading=words(TITLES[page]),
        following=words(TITLES[following]) if following else "",
        to_finish=lines_of(call, here, words, language_of(request)),
        **facts,
    )


def onward(request: Request, call: Call, page: str, form: Form, *, done: str = "") -> Response:
    """After a page was kept: the next one, or the list of pages; what is unfinished is said."""
    found = findings_of(call, desk_of(request).clock.now())
    unfinished = any(each.page == page and each.stops for each in found)
    said = done or ("saved-unfinished" if unfinished else "saved")
    following = page_after(page)
    if form.text("do") == "next" and following:
        return see(page_address(call, following), done=said)
    return see(f"/gestion/appels/{call.public_id}", done=said)
