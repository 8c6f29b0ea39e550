"""Importing the library reads no file of ours and brings nothing heavy."""

import json
import subprocess
import sys

HEAVY = ["attr", "cattrs", "tomli_w", "tomllib", "sqlite3", "starlette", "jinja2", "sqlalchemy"]
PROGRAM = f"""
import builtins, io, json, sys
opened = []
real = io.open
def watch(file, *rest, **more):
    opened.append(str(file))
    return real(file, *rest, **more)
builtins.open = io.open = watch
import reflexes
brought = [name for name in {HEAVY} if name in sys.modules]
catalogue = reflexes.load()
after = [name for name in {HEAVY} if name in sys.modules]
print(json.dumps([brought, [f for f in opened if "reflexes/data" in f], after, len(catalogue)]))
"""


def test_the_front_door_is_light() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    brought, opened_after, after, records = json.loads(done.stdout)

    assert brought == []
    assert after == []
    assert opened_after[0].endswith("index.json")
    assert all(file.endswith(".json") for file in opened_after)
    assert records > 250


def test_the_catalogue_is_read_only_when_asked() -> None:
    program = PROGRAM.replace("catalogue = reflexes.load()", "catalogue = []")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    _, opened, _, _ = json.loads(done.stdout)

    assert opened == []
