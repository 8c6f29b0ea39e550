"""Cabinet: where an instance keeps the files people send, and how it looks into them."""

import datetime as dt
from pathlib import Path

import attrs

from reflexes_calls.domain.attachment import MEGABYTE, MOST_BYTES, FileKind, FileLimits, Scan
from reflexes_calls.files.inspecting import inspect
from reflexes_calls.files.keeping import ContentStore, FileStore
from reflexes_calls.files.receiving import Receiving
from reflexes_calls.files.scanning import SECONDS, scan
from reflexes_calls.settings import Bucket, S3Access

_SWEPT = "swept"


@attrs.frozen(kw_only=True)
class Cabinet:
    """The contents that are kept, those on their way, and what a file must pass to be kept."""

    folder: Path
    store: ContentStore
    receiving: Receiving
    scanner: str = ""
    most_bytes: int = MOST_BYTES
    scan_seconds: float = SECONDS

    @property
    def scans(self) -> bool:
        """Whether files are scanned for viruses here."""
        return bool(self.scanner.strip())

    def look_into(self, path: Path, name: str, limits: FileLimits) -> tuple[FileKind, Scan]:
        """What a received file is, and what the scan says of it; `FileRefused` if not taken."""
        kind = inspect(path, name, limits)
        return kind, scan(self.scanner, path, seconds=self.scan_seconds)

    def swept_since(self, instant: dt.datetime) -> bool:
        """Whether what nobody needs was removed since an instant."""
        mark = self.folder / _SWEPT
        return mark.is_file() and mark.stat().st_mtime >= instant.timestamp()

    def note_sweeping(self) -> None:
        """Remember that it is being done now."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / _SWEPT).touch()


def make_cabinet(
    place: Path | Bucket,
    *,
    receiving: Path | None = None,
    access: S3Access | None = None,
    scanner: str = "",
    file_limit: int = 20,
) -> Cabinet:
    """The cabinet of a folder or of a bucket; `file_limit` is the most a file weighs, in megabytes.

    What is on its way is always in a folder: `receiving`, or one inside that of the contents.
    """
    folder = Path("files") if isinstance(place, Bucket) else place
    return Cabinet(
        folder=folder if receiving is None else receiving,
        store=make_store(place, access or S3Access()),
        receiving=Receiving(receiving or folder / "receiving"),
        scanner=scanner,
        most_bytes=file_limit * MEGABYTE,
    )


def make_store(place: Path | Bucket, access: S3Access) -> ContentStore:
    """Where contents are kept: in a folder, or in a bucket."""
    if isinstance(place, Bucket):
        # Late: the library of S3 comes with an extra, and is slow to load.
        from reflexes_calls.files.bucket import BucketStore  # noqa: PLC0415  # see above

        return BucketStore(place, access)
    return FileStore(place / "kept")
