"""What is opened, and in what time: no more than what is asked, nothing that never ends."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

import reflexes
from reflexes import editions
from reflexes.opening import MOST_BYTES, open_toml

OPENED = """
import json, sys
opened = []
sys.addaudithook(lambda event, said: event == "open" and opened.append(str(said[0])))
import reflexes
list(reflexes.load({name!r}))
print(json.dumps(opened))
"""


@pytest.mark.parametrize("name", [editions.names()[0], editions.names()[-1]])
def test_opening_one_edition_opens_the_index_and_that_edition_alone(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENED.format(name=name)], check=True, capture_output=True, text=True
    )

    data = [Path(path) for path in json.loads(done.stdout) if "data" in Path(path).parts]
    assert [path.name for path in data] == ["index.json", f"{name}.json"]
    assert len(editions.names()) > 2


@pytest.mark.parametrize(
    "text",
    [
        "a." * 100_000 + "b = 1",
        "[" + "a." * 100_000 + "b]",
        "'a' . " * 40_000 + "b = 1",
        "a = " + "[" * 200_000,
        "a = " + "{a=" * 60_000,
        'a = """' + '\\"' * 120_000 + '"""\nb = 1',
        "a = [" + "[]," * 80_000 + "]",
        "".join(f"[a.b{n}]\n" for n in range(20_000)),
        "x" * 250_000,
        '"' * 250_000,
        "a = 0x" + "f" * 250_000,
        "a = 1" + "0" * 250_000,
    ],
    ids=lambda text: text[:12],
)
def test_opening_what_was_made_to_last_ends_soon(tmp_path: Path, text: str) -> None:
    assert len(text) < MOST_BYTES
    path = tmp_path / "long.toml"
    path.write_text(text, encoding="utf-8")
    began = time.process_time()

    try:
        told = isinstance(open_toml(path, "long.toml"), dict)
    except reflexes.RefusedError as error:
        told = error.refusals[0].line == 1

    assert told
    assert time.process_time() - began < 5


def test_opening_a_key_of_many_parts_is_refused_and_a_text_of_many_points_is_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "points.toml"
    path.write_text('a = "' + "un point. " * 2_000 + '"\n', encoding="utf-8")
    assert len(open_toml(path, "points.toml")["a"]) == 20_000

    path.write_text("ok = 1\n" + "a . " * 600 + "b = 1\n", encoding="utf-8")
    with pytest.raises(reflexes.RefusedError) as caught:
        open_toml(path, "points.toml")

    (refusal,) = caught.value.refusals
    assert (refusal.kind, refusal.line) == ("too-deep", 2)
