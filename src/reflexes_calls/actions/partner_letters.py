"""The signed letter of a partner, attached by the partner through the link of their mail."""

from pathlib import Path

from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.partnering import of_token
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.attachment import (
    PARTNER_LETTER,
    Attachment,
    FileLimits,
    check_weight,
    limits_of_letter,
    named_for,
    safe_name,
)
from reflexes_calls.domain.lifecycle import PARTNER_STEPS
from reflexes_calls.domain.partner import Partner
from reflexes_calls.domain.people import Role, guest
from reflexes_calls.domain.rights import check_open
from reflexes_calls.storage import applications, attachments, partners


def letter_limits(desk: Desk, token: str) -> FileLimits:
    """What the letter of a partner may be; raises `UnknownLink` or `DeadLink`."""
    with desk.look() as connection:
        of_token(connection, token)
    return limits_of_letter(desk.files.most_bytes)


def letter_of(desk: Desk, partner: Partner) -> Attachment | None:
    """The letter of a partner, if there is one."""
    if partner.letter is None:
        return None
    with desk.look() as connection:
        return attachments.find_attachment(connection, partner.application_id, partner.letter)


def attach_letter(desk: Desk, token: str, path: Path, name: str, size: int) -> Attachment:
    """Keep the letter of a partner in the place of the one before, if any.

    Raises `FileRefused` when it is not taken. The file at `path` stays whoever's it was.
    """
    limits = letter_limits(desk, token)
    check_weight(size, limits)
    shown = safe_name(name)
    kind, scanned = desk.files.look_into(path, shown, limits)
    kept = desk.files.store.put(path)
    with desk.look() as connection:
        partner = of_token(connection, token)
    with desk.take(guest(partner.public_id, partner.name, "partner@example.invalid")) as taking:
        partner, known = _open(taking, token)
        for earlier in attachments.attachments_of(taking.connection, known.id, PARTNER_LETTER):
            if earlier.row == partner.public_id:
                attachments.mark_removed(taking.connection, earlier.id, taking.now)
        added = attachments.add_attachment(
            taking.connection,
            application_id=known.id,
            question=PARTNER_LETTER,
            row=partner.public_id,
            name=named_for(shown, kind),
            digest=kept.digest,
            size=kept.size,
            media_type=kind.media_type,
            scan=scanned,
            # A partner has no account: the colleague who named them answers for the file.
            uploaded_by=partner.added_by,
            uploaded_at=taking.now,
        )
        partners.change_partner(taking.connection, partner.id, letter=added.public_id)
    return added


def _open(taking: Taking, token: str) -> tuple[Partner, Application]:
    """The partner and the application, locked, while a partner may still sign it."""
    found = of_token(taking.connection, token)
    public_id = applications.get_application(taking.connection, found.application_id).public_id
    known, call = taking.application(public_id)
    needs = {"open_for_applications": lambda: check_open(call, taking.now, known)}
    roles = frozenset({Role.PARTNER})
    taking.step(PARTNER_STEPS, "sign_partner", known.stage, roles, needs)
    return of_token(taking.connection, token), known
