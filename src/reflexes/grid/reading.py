"""A file of answers is read strictly: every refusal at once, or the answers."""

from pathlib import Path
from typing import Any

from reflexes import editions
from reflexes.catalogue import Catalogue
from reflexes.conversion import structure
from reflexes.errors import Refusal, RefusedError
from reflexes.grid.answers import Answer, Answers, check_answers, dangling, questions
from reflexes.locating import line_among, places
from reflexes.opening import open_text, open_toml
from reflexes.principle import Reads
from reflexes.records import changed


def read_answers(path: Path, catalogue: Catalogue | None = None) -> Answers:
    """The answers said by the file at `path`, checked against the edition that they name.

    With a `catalogue` the questions are its own; when it is an edition, the answers must name it.
    Raises `RefusedError` with every refusal, each with its line.
    """
    file = path.name
    said = open_toml(path, file)
    refusals: list[Refusal] = []
    answered = _each_answer(refusals, said.get("answers"), file)
    head = _head(refusals, said, file)
    known = _catalogue(refusals, said.get("edition"), catalogue, file)
    if known is not None:
        refusals += check_answers(known, _reads(said), answered, file=file)
        if head is not None and head.piste and head.piste not in known.pistes:
            refusals.append(dangling(head.piste, known, "pistes", file=file, path="piste"))
    if refusals or head is None:
        raise RefusedError(_with_lines(refusals, open_text(path, file)))
    return changed(head, answers=tuple(answer for _, answer in answered))


def _with_lines(refusals: list[Refusal], text: str) -> list[Refusal]:
    found = places(text)
    placed = [one._replace(line=line_among(found, text, one.path)) for one in refusals]
    return sorted(placed, key=lambda one: one.line)


def _reads(said: dict[str, Any]) -> Reads | None:
    """What is read, when that much is said rightly, so that the rest is checked all the same."""
    reads = said.get("reads")
    return Reads(reads) if reads in list(Reads) else None


def catalogue_of(answers: Answers) -> Catalogue:
    """The edition that the answers were made with; `RefusedError` when it is not at hand."""
    refusals: list[Refusal] = []
    found = _catalogue(refusals, answers.edition, None, "")
    if found is None:
        raise RefusedError(refusals)
    return found


def _head(refusals: list[Refusal], said: dict[str, Any], file: str) -> Answers | None:
    """Everything but the answers, which are read one by one so that each is refused by itself."""
    plain = {key: value for key, value in said.items() if key != "answers"}
    try:
        return structure(Answers, plain, file=file)
    except RefusedError as error:
        refusals.extend(error.refusals)
        return None


def _each_answer(refusals: list[Refusal], said: Any, file: str) -> list[tuple[str, Answer]]:
    if said is None:
        return []
    if not isinstance(said, list):
        refusals.append(
            Refusal(
                kind="wrong-type", file=file, path="answers", met=str(said)[:60], expected="list"
            )
        )
        return []
    read: list[tuple[str, Answer]] = []
    for place, plain in enumerate(said):
        path = f"answers[{place}]"
        try:
            read.append((path, structure(Answer, plain, file=file)))
        except RefusedError as error:
            refusals += [
                one._replace(path=f"{path}.{one.path}".rstrip(".")) for one in error.refusals
            ]
            read += _bare(path, plain)
    return read


def _bare(path: str, plain: Any) -> list[tuple[str, Answer]]:
    """The question alone of an answer that is refused, so that its code is checked at once."""
    try:
        return [(path, structure(Answer, {"question": plain["question"]}))]
    except (RefusedError, TypeError, LookupError):
        return []


def _catalogue(
    refusals: list[Refusal], edition: Any, given: Catalogue | None, file: str
) -> Catalogue | None:
    """The catalogue that the answers were made with, once it is known to hold a grid."""
    if not isinstance(edition, str):
        return given  # that it is missing or no text is told with the other keys
    if given is not None and given.edition not in ("", edition):
        refusals.append(
            Refusal(
                kind="other-edition",
                file=file,
                path="edition",
                met=edition,
                expected=given.edition,
            )
        )
        return None
    if given is None and edition not in editions.names():
        refusals.append(
            Refusal(
                kind="unknown-edition",
                file=file,
                path="edition",
                met=edition,
                expected=", ".join(editions.names()),
            )
        )
        return None
    # Not by `load`, which would take a folder of that name for the edition.
    found = editions.load_edition(edition, editions.EDITIONS) if given is None else given
    if not questions(found):
        refusals.append(
            Refusal(kind="edition-without-grid", file=file, path="edition", met=edition)
        )
        return None
    return found
