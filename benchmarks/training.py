"""How long all the files of a training module take, and how much memory.

    python benchmarks/training.py [--modules 100]

First one module of one day, with every file, in a process of its own, imports included; then so
many modules in one process, of every length, public and language by turns. Beside each, the same
number of bare documents: as many PPTX by python-pptx with as many slides of one line, and as many
PDF by typst with one page of words, which say nothing and are no module.
"""

import argparse
import io
import itertools
import json
import resource
import subprocess
import sys
import time
from typing import Any

GOAL_SECONDS, GOAL_MEGABYTES = 5.0, 300.0
BARE_PAGE = (
    '#set document(title: "x")\n#set text(lang: "fr")\n= Titre\n' + "Des mots pour la page. " * 60
)
KINDS = ("module", "bare")


def all_choices(count: int) -> list[Any]:
    """So many choices; one day in French when there is only one."""
    from reflexes.texts import Language  # noqa: PLC0415 - each process imports what it measures
    from reflexes.training import Choices, Length, Public  # noqa: PLC0415 - each process imports what it measures

    if count == 1:
        return [Choices(code="m0", length=Length.DAY)]
    kinds = itertools.cycle(itertools.product(Length, Public, Language))
    return [
        Choices(code=f"m{place}", length=length, public=public, language=language)
        for place, (length, public, language) in zip(range(count), kinds, strict=False)
    ]


def build_modules(count: int) -> dict[str, Any]:
    """Make so many modules and all their files."""
    import reflexes  # noqa: PLC0415 - each process imports what it measures
    from reflexes.training import build, compose  # noqa: PLC0415 - each process imports what it measures

    catalogue = reflexes.load()
    found = {"files": 0, "pdf": 0, "bytes": 0}
    for choices in all_choices(count):
        files = build(compose(catalogue, choices), catalogue)
        found["files"] += len(files)
        found["pdf"] += sum(name.endswith(".pdf") for name in files)
        found["bytes"] += sum(map(len, files.values()))
    return found


def build_bare(count: int) -> dict[str, Any]:
    """Make as many slides and pages that say nothing."""
    import pptx  # noqa: PLC0415 - each process imports what it measures
    import typst  # noqa: PLC0415 - each process imports what it measures

    for _ in range(count):
        deck = pptx.Presentation()
        for number in range(27):
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = f"Diapositive {number}"
            slide.notes_slide.notes_text_frame.text = "Une note."
        deck.save(io.BytesIO())
    for _ in range(12 * count):
        typst.compile(BARE_PAGE.encode(), format="pdf", pdf_standards=["ua-1"])
    return {"files": 13 * count, "pdf": 12 * count, "bytes": 0}


def measure(kind: str, count: int) -> dict[str, Any]:
    """Run one kind in a process of its own, from its start to its end."""
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, __file__, "--only", kind, "--modules", str(count)],
        check=True,
        capture_output=True,
        text=True,
    )
    return {**json.loads(done.stdout), "seconds": time.perf_counter() - start}


def show(kind: str, count: int) -> None:
    """Print one measure."""
    found = measure(kind, count)
    print(
        f"{kind:<8}{count:>5} modules {found['seconds']:8.2f} s"
        f" ({found['processor']:.2f} s of processor) {found['megabytes']:7.0f} MB"
        f"  {found['files']} files, {found['pdf']} PDF"
    )


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--modules", type=int, default=100)
    parser.add_argument("--only", choices=KINDS)
    asked = parser.parse_args()
    if asked.only:
        found = (build_modules if asked.only == "module" else build_bare)(asked.modules)
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = {"megabytes": used.ru_maxrss / 1024, "processor": used.ru_utime + used.ru_stime}
        print(json.dumps({**found, **spent}))
        return
    print(f"Goal for one: {GOAL_SECONDS:.0f} s and {GOAL_MEGABYTES:.0f} MB.")
    for count in (1, asked.modules):
        for kind in KINDS:
            show(kind, count)


if __name__ == "__main__":
    main()
