"""Drafts that left a session and that nobody touched for a year: they go away."""

from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.modules import DRAFT_KEPT
from reflexes_calls.storage import module_sessions
from reflexes_calls.storage.engine import writing


def forget_old_drafts(desk: Desk) -> int:
    """Forget them; gives how many."""
    with writing(desk.engine) as connection:
        return module_sessions.drop_old_drafts(connection, desk.clock.now() - DRAFT_KEPT)
