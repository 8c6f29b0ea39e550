"""Handing letters to a mail server.

A letter is marked as sent once the server has taken it. A crash between the two sends it again,
under the same Message-ID: nothing is lost, and whoever receives it twice can tell.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import attrs

USUAL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
SECONDS = 20.0
REFUSED_FOR_GOOD = 500
"""From this answer on, a server says that trying again will not help."""


class MailError(Exception):
    """The mail server cannot be used now, or it refuses a letter; the message says which."""

    def __init__(self, said: str, *, for_good: bool = False) -> None:
        """Keep what the server said, and whether trying again soon would be of no use."""
        self.for_good = for_good
        super().__init__(said)


@attrs.frozen(kw_only=True)
class MailServer:
    """Where letters are handed over: a server, how the link is protected, who we are."""

    host: str
    port: int
    security: str
    user: str
    password: str = attrs.field(repr=False)
    seconds: float = SECONDS

    @contextmanager
    def open(self) -> Iterator["Handing"]:
        """Hand letters over one link; `MailError` when the server cannot be used."""
        try:
            link = self._link()
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(_said(error)) from error
        try:
            yield Handing(link)
        finally:
            link.close()

    def _link(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        link: smtplib.SMTP
        if self.security == "tls":
            link = smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
        else:
            link = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        if self.security == "starttls":
            link.starttls(context=context)
        if self.user:
            link.login(self.user, self.password)
        return link


class Handing:
    """A link to a mail server, open for some letters."""

    def __init__(self, link: smtplib.SMTP) -> None:
        """Hand letters over `link`."""
        self._link = link

    def hand(self, message: EmailMessage) -> None:
        """Have the server take a letter; `MailError` when it does not."""
        try:
            self._link.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()))
            raise MailError(f"SMTP {code}", for_good=code >= REFUSED_FOR_GOOD) from error
        except smtplib.SMTPResponseException as error:
            for_good = error.smtp_code >= REFUSED_FOR_GOOD
            raise MailError(f"SMTP {error.smtp_code}", for_good=for_good) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(_said(error)) from error


def mail_server(
    host: str, *, port: int, security: str, user: str, password: str
) -> MailServer | None:
    """The mail server of these settings; None without a host: letters go to a folder."""
    if not host:
        return None
    chosen = port or USUAL_PORTS[security]
    return MailServer(host=host, port=chosen, security=security, user=user, password=password)


def _said(error: Exception) -> str:
    """What went wrong, without anything that a letter holds."""
    told = getattr(error, "strerror", None) or getattr(error, "smtp_code", None) or ""
    return f"{type(error).__name__} {told}".strip()
