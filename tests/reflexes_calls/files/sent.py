"""Files as people send them, made here: whole ones, broken ones, and some that mean harm."""

import io
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from odf.opendocument import OpenDocumentText
from openpyxl import Workbook

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"
CSV = "poste;montant\névaluation;1 200\n".encode()
EXE = b"MZ\x90\0" + b"\0" * 200 + b"This program cannot be run in DOS mode."
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LOCKED_WORD = OLD_WORD + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
MANIFEST = "META-INF/manifest.xml"
TYPES = "[Content_Types].xml"
WORD_TYPES = (
    '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def zipped(entries: dict[str, bytes | str], *, method: int = ZIP_DEFLATED) -> bytes:
    """A zip of these entries."""
    made = io.BytesIO()
    with ZipFile(made, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def odt() -> bytes:
    """A text as a free office program saves it."""
    made = io.BytesIO()
    OpenDocumentText().save(made)
    return made.getvalue()


def xlsx() -> bytes:
    """A workbook as saved by another."""
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def docx(**more: bytes | str) -> bytes:
    """A text, with other parts given by their path, `__` for `/`."""
    entries: dict[str, bytes | str] = {TYPES: WORD_TYPES, "word/document.xml": "<w:document/>"}
    return zipped(entries | {name.replace("__", "/"): said for name, said in more.items()})


def pptx() -> bytes:
    """Some slides, whose chart keeps its figures in a workbook."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return zipped({TYPES: f"<{kind}/>", "ppt/embeddings/Figures.xlsx": xlsx()})


def open_document(kind: str, **more: str) -> bytes:
    """An OpenDocument file of a kind (`text`, `spreadsheet`…), its type stored as it must be."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        for name, said in ({"content.xml": "<office/>"} | more).items():
            archive.writestr(name.replace("__", "/"), said)
    return made.getvalue()


def bomb(megabytes: int = 300) -> bytes:
    """A small document whose picture unpacks to hundreds of megabytes, and says so."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr(TYPES, WORD_TYPES)
        with archive.open("word/media/image.bmp", "w") as picture:
            for _ in range(megabytes):
                picture.write(b"\0" * 1024 * 1024)
    return made.getvalue()


def lying_bomb(megabytes: int = 300, says: int = 1000) -> bytes:
    """The same, whose directory says that the picture is small, with the sum of that beginning."""
    honest = bomb(megabytes)
    true_size, told = megabytes * 1024 * 1024, zlib.crc32(b"\0" * says)
    picture_sum = struct.pack("<I", _sum_of_zeros(true_size))
    made = honest.replace(struct.pack("<I", true_size), struct.pack("<I", says))
    return made.replace(picture_sum, struct.pack("<I", told))


def _sum_of_zeros(size: int) -> int:
    told = 0
    for _ in range(size // (1024 * 1024)):
        told = zlib.crc32(b"\0" * 1024 * 1024, told)
    return told


def russian_dolls(depth: int) -> bytes:
    """A document in a document, and so on."""
    made = docx()
    for _ in range(depth):
        made = docx(word__embeddings__inner=made)
    return made
