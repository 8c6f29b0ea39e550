"""What the pages of a call being written begin and end with."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.domain.call import Call
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.web.draft_pages import TITLES, page_address, page_after
from reflexes_calls.web.forms import Form
from reflexes_calls.web.managed import managed
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import see, translator


def drafted(request: Request, call_id: str) -> tuple[Call, Response | None]:
    """A call that may still be written, or else the way to its board."""
    call = managed(request, call_id).call
    return call, (None if call.stage is CallStage.DRAFT else see(f"/gestion/appels/{call_id}"))


def draft_page(
    request: Request, template: str, call: Call, page: str, *, status: int = 200, **facts: Any
) -> Response:
    """One page of a draft, with its heading and the name of the one that comes next."""
    following = page_after(page)
    return staged_page(
        request,
        template,
        status=status,
        call=call,
        heading=translator(request)(TITLES[page]),
        following=translator(request)(TITLES[following]) if following else "",
        **facts,
    )


def onward(call: Call, page: str, form: Form) -> Response:
    """After a page was kept: the next one, or the list of pages."""
    following = page_after(page)
    if form.text("do") == "next" and following:
        return see(page_address(call, following), done="saved")
    return see(f"/gestion/appels/{call.public_id}", done="saved")
