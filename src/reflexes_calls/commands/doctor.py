"""`reflexes-calls doctor`: what keeps an instance from working, or soon will; how to mend it.

It gives 0 when everything is well, 1 when something is to be watched, 2 when something is broken.
"""

import argparse
import json

from reflexes_calls.settings import Settings

MARKS = {"ok": "OK  ", "watch": "AVIS", "broken": "NON "}


def fill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    said = "dire ce qui ne va pas, et comment y remédier / say what is wrong, and how to mend it"
    doctor = commands.add_parser("doctor", help=said)
    doctor.add_argument("--json", action="store_true", help="JSON, pour des programmes / JSON")
    doctor.set_defaults(run=_examine)


def _examine(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.commands.examining import Health, examine  # noqa: PLC0415  # late

    findings = examine(settings)
    worst = max((one.health for one in findings), key=list(Health).index)
    if asked.json:
        told = [
            {"check": one.check, "health": one.health, "said": one.said, "mend": one.mend}
            for one in findings
        ]
        print(json.dumps({"health": worst, "checks": told}, ensure_ascii=False, indent=1))
    else:
        for one in findings:
            print(f"{MARKS[one.health]} {one.said}")
            if one.mend:
                print(f"     → {one.mend}")
    return list(Health).index(worst)
