"""Forms that bring files: read as they arrive, and never more written than a question takes."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import attrs
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from reflexes_calls.domain.attachment import MEGABYTE, FileLimits
from reflexes_calls.files.receiving import Part, Receiving
from reflexes_calls.web.forms import MAX_FIELD_BYTES, MAX_FIELDS

if TYPE_CHECKING:
    # Only its stub has it.
    from python_multipart.multipart import MultipartCallbacks

SLACK = 64 * MEGABYTE
"""Read and thrown away beyond what may be kept, so that a file a little too large is told so."""
UNREADABLE = 400


@attrs.define
class SentFile:
    """A file of a form. `size` counts every byte that came, `part` holds those worth keeping."""

    name: str
    part: Part | None
    size: int = 0

    def write(self, chunk: bytes, most: int) -> None:
        """Keep bytes, as long as the file may still be taken."""
        self.size += len(chunk)
        if self.part is not None and self.size <= most:
            self.part.write(chunk)


@attrs.define
class SentForm:
    """What a form brought: its fields, and its files in the order in which they came.

    `too_much` is how many bytes were sent, as far as is known, when they are more than all that
    the question could take: nothing of it is kept.
    """

    too_much: int = 0
    fields: dict[str, str] = attrs.field(factory=dict)
    files: list[SentFile] = attrs.field(factory=list)


class _Reader:
    """The callbacks of the parser: each part of the form is a field or a file."""

    def __init__(self, receiving: Receiving, limits: FileLimits) -> None:
        self.receiving = receiving
        self.limits = limits
        self.form = SentForm()
        self.count = 0
        self.is_whole = False
        self._header, self._value = b"", b""
        self._disposition = b""
        self._field: tuple[str, bytearray] | None = None

    def on_part_begin(self) -> None:
        self.count += 1
        if self.count > MAX_FIELDS:
            raise FormParserError("Too many parts")
        self._field, self._disposition = None, b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def on_headers_finished(self) -> None:
        said = parse_options_header(self._disposition)[1]
        if b"filename" not in said:
            self._field = (_text(said.get(b"name", b"")), bytearray())
            return
        # A box left empty is sent as a file without a name; it is told from others by its size.
        within = len(self.form.files) < self.limits.most_files
        part = self.receiving.private(most=self.limits.most_bytes) if within else None
        self.form.files.append(SentFile(_text(said[b"filename"]), part))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._field is None:
            self.form.files[-1].write(data[start:end], self.limits.most_bytes)
            return
        self._field[1].extend(data[start:end])
        if len(self._field[1]) > MAX_FIELD_BYTES:
            raise FormParserError("Too long a field")

    def on_part_end(self) -> None:
        if self._field is not None:
            self.form.fields[self._field[0]] = _text(bytes(self._field[1]))
        elif self.form.files[-1].part is not None:
            self.form.files[-1].part.close()

    def on_end(self) -> None:
        self.is_whole = True

    @property
    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self.on_part_begin,
            "on_header_field": self.on_header_field,
            "on_header_value": self.on_header_value,
            "on_header_end": self.on_header_end,
            "on_headers_finished": self.on_headers_finished,
            "on_part_data": self.on_part_data,
            "on_part_end": self.on_part_end,
            "on_end": self.on_end,
        }


def _text(said: bytes) -> str:
    return said.decode("utf-8", "replace").replace("\x00", "")


@contextmanager
def _cleared(reader: _Reader) -> Iterator[SentForm]:
    """The form, whose files are gone afterwards: what was worth keeping was kept elsewhere."""
    try:
        yield reader.form
    finally:
        for each in reader.form.files:
            if each.part is not None:
                each.part.close()
                each.part.path.unlink(missing_ok=True)


async def sent_files(
    request: Request, receiving: Receiving, limits: FileLimits
) -> AsyncIterator[SentForm]:
    """Read a form that brings files; they are removed once the page has done with them.

    Of a body announced far beyond the limits not a byte is read, and one that does not say its
    length is read so far and no further.
    """
    most = limits.most_files * limits.most_bytes + SLACK
    if _length(request) > most:
        yield SentForm(too_much=_length(request))
        return
    reader = _Reader(receiving, limits)
    with _cleared(reader) as form:
        try:
            parser = MultipartParser(_boundary(request), reader.callbacks)
            form.too_much = await _feed(request, parser, most)
        except (FormParserError, ClientDisconnect):
            raise HTTPException(UNREADABLE) from None
        if not reader.is_whole and not form.too_much:
            raise HTTPException(UNREADABLE)
        yield form


async def _feed(request: Request, parser: MultipartParser, most: int) -> int:
    """Read the body; gives 0, or how much was read when it is too much."""
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read > most:
            return read
        # Files are written meanwhile: not by the thread that serves everyone.
        await run_in_threadpool(parser.write, chunk)
    return 0


def _length(request: Request) -> int:
    said = request.headers.get("content-length", "")
    return int(said) if said.isdecimal() and said.isascii() else 0


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise HTTPException(UNREADABLE)
    return options[b"boundary"]
