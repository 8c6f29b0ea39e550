"""Days, hours, amounts and numbers as they are read in each language."""

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from reflexes_calls.domain.answers import UnreadableError, read_day
from reflexes_calls.web.translating import HARD_SPACE

PARIS = ZoneInfo("Europe/Paris")
KILO = 1024


def day(value: dt.date, language: str) -> str:
    """A calendar day: « 1er décembre 2026 »."""
    if language != "fr":
        return format_date(value, "d MMMM y", locale="en_GB")
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}{HARD_SPACE}{format_date(value, 'MMMM y', locale='fr')}"


def typed_day(value: str, language: str) -> str:
    """A day as somebody typed it, in words; what is no day stays as it is."""
    try:
        return day(read_day(value.strip()), language)
    except UnreadableError:
        return value


def hour(value: dt.datetime, language: str) -> str:
    """An hour in Paris: « 17 h », « 14 h 32 »."""
    local = value.astimezone(PARIS)
    if language != "fr":
        return f"{local:%H:%M}"
    minutes = f"{HARD_SPACE}{local:%M}" if local.minute else ""
    return f"{local.hour}{HARD_SPACE}h{minutes}"


def hour_and_minutes(value: dt.datetime, language: str) -> str:
    """An hour in Paris with its minutes, even when there are none: « 14 h 00 »."""
    local = value.astimezone(PARIS)
    if language != "fr":
        return f"{local:%H:%M}"
    return f"{local.hour}{HARD_SPACE}h{HARD_SPACE}{local:%M}"


def moment(value: dt.datetime, language: str) -> str:
    """An instant, said in full: « 1er décembre 2026 à 17 h, heure de Paris »."""
    date = day(value.astimezone(PARIS).date(), language)
    if language != "fr":
        return f"{date} at {hour(value, language)}, Paris time"
    return f"{date} à {hour(value, language)}, heure de Paris"


def exact(value: dt.datetime, language: str) -> str:
    """An instant to the second: « 1er décembre 2026 à 17 h 00 min 00 s, heure de Paris »."""
    local = value.astimezone(PARIS)
    date = day(local.date(), language)
    if language != "fr":
        return f"{date} at {local:%H:%M:%S}, Paris time"
    time = HARD_SPACE.join((str(local.hour), "h", f"{local:%M}", "min", f"{local:%S}", "s"))
    return f"{date} à {time}, heure de Paris"


def money(cents: int, language: str) -> str:
    """An amount in euros, from cents: « 12 500 € »."""
    euros = cents / 100
    pattern = "#,##0" if cents % 100 == 0 else "#,##0.00"
    if language != "fr":
        return "€" + format_decimal(euros, format=pattern, locale="en_GB")
    return format_decimal(euros, format=pattern, locale="fr") + HARD_SPACE + "€"


def number(value: float, language: str, places: int = 2) -> str:
    """A number with at most `places` decimals."""
    pattern = "#,##0." + "#" * places if places else "#,##0"
    return format_decimal(value, format=pattern, locale="fr" if language == "fr" else "en_GB")


def weight(size: int, language: str) -> str:
    """How much a file weighs: « 1,2 Mo », rounded as computers show it."""
    units = ("octets", "ko", "Mo") if language == "fr" else ("bytes", "KB", "MB")
    for rank, unit in enumerate(units):
        value = size / 1024**rank
        if value < KILO or unit == units[-1]:
            break
    return f"{number(value, language, places=1 if rank else 0)}{HARD_SPACE}{unit}"


def partial_day(value: str, language: str) -> str:
    """A year, a month or a day, as precisely as it is known."""
    known = value.count("-")
    if known == 0:
        return value
    if known == 1:
        first = dt.date.fromisoformat(f"{value}-01")
        return format_skeleton("yMMMM", first, locale="fr" if language == "fr" else "en_GB")
    return day(dt.date.fromisoformat(value), language)
