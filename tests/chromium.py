"""The browser of the tests: which Chromium is used, and how it is started.

In this order: the path in `CHROMIUM`, the system's, and else the one packaged for npm as
`@sparticuz/chromium`. `REFLEXES_TEST_PACKAGED=1` takes the packaged one whatever is installed.
A browser that cannot be had is an error and never a skip: a skipped page is an unseen page.
"""

import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import attrs
import brotli
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.npm_packages import made_once, npm_package

PATIENCE = 30_000
"""Milliseconds."""
CHROMIUM_VERSION = "153.0.0"
AXE_VERSION = "4.14.1"
SYSTEM_CHROMIUM = Path("/usr/bin/chromium")

# The sandbox refuses to start as root, and a container's shared memory is too small; the switches
# after those keep the browser from calling home.
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@attrs.frozen
class Chromium:
    """A Chromium that can be started, with what must be added to its surroundings."""

    program: Path
    surroundings: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Axe:
    """The accessibility checker to run inside a page, and its French words."""

    script: str
    french: str


def packaged_is_forced() -> bool:
    """Tell whether what the system has must be ignored."""
    return os.environ.get("REFLEXES_TEST_PACKAGED") == "1"


def find_chromium() -> Chromium:
    """Give the Chromium that the tests use."""
    if packaged_is_forced():
        return packaged_chromium()
    if named := os.environ.get("CHROMIUM"):
        if not os.access(named, os.X_OK):
            message = (
                f"CHROMIUM names {named}, which cannot be run. Correct it, or unset it to use "
                "the packaged browser."
            )
            raise RuntimeError(message)
        return Chromium(Path(named))
    if os.access(SYSTEM_CHROMIUM, os.X_OK):
        return Chromium(SYSTEM_CHROMIUM)
    return packaged_chromium()


def packaged_chromium() -> Chromium:
    """Give the Chromium of the npm package, fetched and unpacked if need be."""
    folder = made_once(f"unpacked-chromium-{CHROMIUM_VERSION}", _unpack)
    # The fonts file names the folder it lies in, so it is written where the folder ended up;
    # without one, the renderer dies at the first letter it draws.
    conf = folder / "fonts.conf"
    written = FONTS_CONF.format(fonts=folder / "fonts", cache=folder / "font-cache")
    if not conf.exists() or conf.read_text() != written:
        # In one go: another process of the same tests may be reading it.
        draft = conf.with_name(f"{conf.name}.{os.getpid()}")
        draft.write_text(written)
        draft.replace(conf)
    return Chromium(
        folder / "chromium",
        {
            "FONTCONFIG_FILE": str(conf),
            # NSS and its kin, which a bare system does not have.
            "LD_LIBRARY_PATH": str(folder / "al2023" / "lib"),
        },
    )


def _unpack(folder: Path) -> None:
    packed = npm_package("@sparticuz/chromium", CHROMIUM_VERSION) / "bin"
    for name in ("al2023", "fonts"):
        inside = brotli.decompress((packed / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(inside)) as archive:
            _lay_out(archive, folder / name)
    program = folder / "chromium"
    program.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    program.chmod(0o755)


def _lay_out(archive: tarfile.TarFile, folder: Path) -> None:
    # By hand: `extractall` warns without a filter, and knows none before Python 3.11.4.
    for member in archive.getmembers():
        if (content := archive.extractfile(member)) is not None:
            place = folder / member.name
            if not place.resolve().is_relative_to(folder.resolve()):
                message = (
                    f"A packed browser file would be written outside its folder: {member.name}"
                )
                raise RuntimeError(message)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.read())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; a test opens its own context or page and closes it."""
    chromium = find_chromium()
    # As long as for anything else that is waited for: two tests at once make a machine slow.
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium.program,
            args=list(SWITCHES),
            env={**os.environ, **chromium.surroundings},
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe_source() -> Axe:
    """The text of axe-core and of its French locale."""
    folder = npm_package("axe-core", AXE_VERSION)
    return Axe(
        script=(folder / "axe.min.js").read_text(encoding="utf-8"),
        french=(folder / "locales" / "fr.json").read_text(encoding="utf-8"),
    )
