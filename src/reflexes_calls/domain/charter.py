"""The charter of a jury: what its members sign before they read anything."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from reflexes.digests import digest_of
from reflexes.fields import prose
from reflexes.records import record
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.jury import Juror, JurorState

LONGEST = 6000


@record
class CharterAnswers:
    """The form of a charter; left empty, a text is the usual one."""

    charter_fr: str = prose("Charter in French", default="", max_length=LONGEST)
    charter_en: str = prose("Charter in English", default="", max_length=LONGEST)


@cache
def usual_charter() -> Bilingual:
    """The charter of those who write none."""
    text = files("reflexes_calls.domain").joinpath("charter.toml").read_text("utf-8")
    said = tomllib.loads(text)
    return Bilingual(fr=said["fr"], en=said["en"])


def charter_of(settings: Mapping[str, Any]) -> Bilingual:
    """The charter of a jury, the usual one where its settings say none."""
    usual, french = usual_charter(), settings.get("charter_fr", "")
    if not french:
        return Bilingual(fr=usual.fr, en=settings.get("charter_en") or usual.en)
    # A text of one's own is shown in French where it has no English: the usual one says another.
    return Bilingual(fr=french, en=settings.get("charter_en", ""))


def digest_of_charter(charter: Bilingual) -> str:
    """The digest of a charter, kept with each signature of it."""
    return digest_of({"fr": charter.fr, "en": charter.en})


def has_signed(juror: Juror, charter: Bilingual) -> bool:
    """Whether a juror signed the charter as it stands."""
    return juror.charter_signed_at is not None and juror.charter == digest_of_charter(charter)


def must_sign(juror: Juror, charter: Bilingual) -> bool:
    """Whether a juror may read nothing before signing.

    Those to whom a manager gave files by hand, without inviting them, may sign and need not.
    """
    was_invited = bool(juror.link_digest)
    is_in = juror.state in {JurorState.INVITED, JurorState.ACCEPTED}
    return was_invited and is_in and not has_signed(juror, charter)
