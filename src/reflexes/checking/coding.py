"""Rules of an inquiry that codes interviews: what an observation rests on, what was observed."""

from collections.abc import Iterator, Mapping
from typing import Any

from reflexes.checking.privacy import check_consent
from reflexes.errors import Refusal
from reflexes.texts import Says

Shelves = Mapping[str, Mapping[str, Any]]


def check_coding(shelves: Shelves, *, whole: bool = True) -> Iterator[Refusal]:
    """Every refusal of interviews and observations taken together.

    `whole` says whether every observation could be read: no phenomenon is said to lack one when
    the one it has is merely broken.

    A catalogue that holds interviews is a coded one: each of its phenomena is then observed at
    least once. A catalogue without any may list phenomena that nobody has looked at yet, as the
    inquiry did in May 2020.
    """
    yield from check_consent(shelves)
    for code, observation in shelves.get("observations", {}).items():
        yield from _rests_on_nothing(observation, f"observations/{code}.toml")
        yield from _twice_in_one_controversy(observation, f"observations/{code}.toml")
    if shelves.get("interviews") and whole:
        yield from _unobserved(shelves)


def _rests_on_nothing(observation: Any, file: str) -> Iterator[Refusal]:
    # A claim without a source is told by its own rule.
    told_of = observation.interviews or observation.fact.sources
    if observation.fact.says is Says.OURS and not told_of:
        yield Refusal(
            kind="observation-without-origin", file=file, path="fact.sources", expected="interviews"
        )


def _twice_in_one_controversy(observation: Any, file: str) -> Iterator[Refusal]:
    seen: set[str] = set()
    for place, stance in enumerate(observation.stances):
        if stance.controversy in seen:
            yield Refusal(
                kind="stance-taken-twice",
                file=file,
                path=f"stances[{place}].controversy",
                met=stance.controversy,
                expected="both",
            )
        seen.add(stance.controversy)


def _unobserved(shelves: Shelves) -> Iterator[Refusal]:
    observed = {
        code for observation in shelves["observations"].values() for code in observation.about
    }
    for code, phenomenon in shelves.get("phenomena", {}).items():
        if code not in observed and phenomenon.withdrawn is None:
            yield Refusal(
                kind="phenomenon-without-observation",
                file=f"phenomena/{code}.toml",
                met=code,
                expected="about",
            )
