"""What the service writes of itself: one line for each request and each event, text or JSON."""

import datetime as dt
import json
import logging
import sys
import traceback
from typing import Any

from reflexes_calls.settings import Settings
from reflexes_calls.web.request_lines import LINE, request_id


def set_up_logs(settings: Settings) -> None:
    """Write to the standard error, as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for loud in ("alembic", "httpx2", "botocore", "boto3", "urllib3", "s3transfer", "fontTools"):
        logging.getLogger(loud).setLevel(logging.WARNING)


def facts_of(kept: logging.LogRecord) -> dict[str, Any]:
    """What a line says, in its order."""
    at = dt.datetime.fromtimestamp(kept.created, dt.UTC)
    facts: dict[str, Any] = {
        "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": kept.levelname.lower(),
        "logger": kept.name,
        "said": kept.getMessage(),
    }
    if known := request_id.get():
        facts["request"] = known
    facts |= getattr(kept, LINE, {})
    if kept.exc_info and kept.exc_info[1] is not None:
        facts["trace"] = _trace(kept.exc_info[1])
    return facts


def _trace(error: BaseException) -> list[str]:
    """Where it happened, and the kind of error at each stage; never its words.

    The words of an error may hold what somebody typed, such as the values of a refused row.
    """
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__qualname__)
        frames = traceback.extract_tb(seen.__traceback__)
        lines += [f"{one.filename}:{one.lineno} {one.name}" for one in frames]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return lines


class JsonLines(logging.Formatter):
    """One JSON object on each line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return json.dumps(facts_of(record), ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """One line to be read by people, what it says first."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record, and below it the trace of an error."""
        facts = facts_of(record)
        trace = facts.pop("trace", [])
        first = f"{facts.pop('at')} {facts.pop('level'):<7} {facts.pop('said')}"
        rest = " ".join(f"{name}={value}" for name, value in facts.items() if name != "logger")
        lines = [f"{first} {rest}".rstrip(), *(f"    {one}" for one in trace)]
        return "\n".join(" ".join(line.splitlines()) for line in lines)
