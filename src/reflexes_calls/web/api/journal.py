"""The journal of a call: every step, by whom, from what to what, chained by digests."""

from typing import Any

from reflexes_calls.actions.looking import journal_after
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.journal import Entry
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.turning import Page, after_of, following, written
from reflexes_calls.web.notices import N_

NOUN = Noun("journal", N_("The journal of a call: every step, chained by digests."))


@NOUN.get(
    "/calls/{call}/journal",
    N_("The journal of a call, for its managers and the administrators"),
    Entry,
    Scope.JOURNAL_READ,
    listed=True,
)
def list_entries(asked: Asked) -> Page[Any]:
    """The entries, the first one first."""
    limit = asked.limit
    known = journal_after(
        asked.desk, asked.person, asked.named("call"), after=after_of(asked), most=limit + 1
    )
    is_more = len(known) > limit
    cursor = written((known[limit - 1].seq,)) if is_more else ""
    return Page(items=known[:limit], next=following(asked, cursor))
