"""`reflexes-calls journal verify` and `export`: what was changed behind the service's back."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.journal import Break, Fault
from reflexes_calls.settings import Settings

if TYPE_CHECKING:
    from reflexes_calls.actions.verifying import Verdict

UNTRUE, FAILED = 1, 2
SAID = {
    Break.ALTERED: "a été modifiée après avoir été écrite / was changed after it was written",
    Break.MISSING: "a été retirée : la suivante est là sans elle"
    " / was taken out: the next one is there without it",
    Break.UNTIED: "ne suit pas la précédente : une ligne a été ajoutée, remplacée ou déplacée"
    " / does not follow the one before: a line was added, replaced or moved",
    Break.ANOTHER_CALL: "appartient au journal d’un autre appel / belongs to another call",
}


def fill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    journal = commands.add_parser("journal", help="les journaux des appels / the calls' journals")
    tasks = journal.add_subparsers(required=True, metavar="TASK")
    verify = tasks.add_parser(
        "verify",
        help="dire si une ligne a été touchée / say whether a line was touched",
    )
    verify.add_argument(
        "--known",
        type=Path,
        metavar="FILE|FOLDER",
        help="des journaux gardés ailleurs, pour voir aussi ce qui manque à la fin"
        " / journals kept elsewhere, to see what is missing at the end too",
    )
    verify.add_argument("--json", action="store_true", help="JSON, pour des programmes / JSON")
    verify.set_defaults(run=_verify)
    export = tasks.add_parser("export", help="les garder ailleurs / keep them elsewhere")
    export.add_argument("folder", type=Path, metavar="FOLDER", help="où les écrire / where to")
    export.set_defaults(run=_export)


def _verify(asked: argparse.Namespace, settings: Settings) -> int:
    """Give 0 when every journal holds, 1 when one does not, 2 when it cannot be told."""
    from reflexes_calls.actions.verifying import read_kept, verdicts  # noqa: PLC0415  # late
    from reflexes_calls.domain.errors import Refused  # noqa: PLC0415  # the same
    from reflexes_calls.storage.engine import make_engine, snapshot  # noqa: PLC0415  # the same
    from reflexes_calls.storage.migrating import check_schema  # noqa: PLC0415  # the same

    try:
        known = read_kept(asked.known) if asked.known else {}
    except (Refused, OSError):
        print(
            f"{asked.known} : aucun journal lisible ici. / No journal can be read here.",
            file=sys.stderr,
        )
        return FAILED
    check_schema(settings.database_url)
    engine = make_engine(settings.database_url)
    holds = True
    try:
        with snapshot(engine) as connection:
            for verdict in verdicts(connection, known):
                holds = holds and verdict.holds
                print(json.dumps(as_data(verdict)) if asked.json else line_of(verdict))
    finally:
        engine.dispose()
    if not asked.json:
        print(LAST if holds else MEND)
    return 0 if holds else UNTRUE


LAST = (
    "Tous les journaux tiennent. Ce qui manquerait à la fin ne se voit qu’avec --known."
    " / Every journal holds. What is missing at the end shows with --known only."
)
MEND = (
    "Au moins un journal ne tient pas. Gardez cette base en l’état, et comparez-la à une"
    " sauvegarde. / One journal at least does not hold. Keep this database as it is, and compare"
    " it with a backup."
)


def line_of(verdict: "Verdict") -> str:
    """What is said of a journal: that it holds, or its first fault and the others beside."""
    name = f"« {verdict.title} »" if verdict.title else "le service / the service"
    name = verdict.call[:8] + " " + name if verdict.call else name
    if verdict.holds:
        return f"OK   {name} : {verdict.count} lignes / lines, {verdict.head[:16]}"
    return "\n".join(f"NON  {name} : {said}" for said in _faults(verdict))


def _faults(verdict: "Verdict") -> list[str]:
    said = [_of_chain(verdict.chain)] if verdict.chain else []
    if verdict.gone is not None:
        said.append(
            f"la ligne {verdict.gone} était attestée et n’est plus là"
            f" / line {verdict.gone} was attested and is gone"
        )
    if verdict.unlike is not None:
        said.append(
            f"la ligne {verdict.unlike} n’est plus celle qui était attestée"
            f" / line {verdict.unlike} is not the one that was attested"
        )
    said += [
        f"les réponses du dossier {one} ne sont plus celles qui ont été déposées"
        f" / the answers of {one} are not those that were submitted"
        for one in verdict.rewritten
    ]
    return said


def _of_chain(fault: Fault) -> str:
    when = f" ({fault.said}, {local_words(fault.at)})" if fault.at else ""
    if fault.kind is Break.MISSING:
        when = ""
    return f"la ligne / line {fault.seq}{when} {SAID[fault.kind]}"


def as_data(verdict: "Verdict") -> dict[str, object]:
    """A verdict for programs."""
    chain = verdict.chain
    return {
        "call": verdict.call,
        "holds": verdict.holds,
        "entries": verdict.count,
        "head": verdict.head,
        "chain": {"kind": chain.kind, "entry": chain.seq} if chain else None,
        "gone": verdict.gone,
        "unlike": verdict.unlike,
        "rewritten": list(verdict.rewritten),
    }


def _export(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.verifying import journals  # noqa: PLC0415  # late, as above
    from reflexes_calls.storage.engine import make_engine, snapshot  # noqa: PLC0415  # the same
    from reflexes_calls.storage.migrating import check_schema  # noqa: PLC0415  # the same

    check_schema(settings.database_url)
    asked.folder.mkdir(parents=True, exist_ok=True)
    count, engine = 0, make_engine(settings.database_url)
    try:
        with snapshot(engine) as connection:
            for name, content in journals(connection):
                text = json.dumps(content, ensure_ascii=False, indent=1)
                (asked.folder / name).write_text(text, "utf-8")
                count += 1
    finally:
        engine.dispose()
    print(f"{count} journaux / journals : {asked.folder}")
    return 0
