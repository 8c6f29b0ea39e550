"""What a selection says in words: its rules, and the reasons drafted for every applicant."""

from collections.abc import Mapping
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.portfolio_typed import (
    Group,
    PairKind,
    ProtocolFloor,
    Selection,
    Sense,
    TypedPair,
    TypedRule,
    Unit,
)
from reflexes_calls.domain.selection import Candidate, replaced_by
from reflexes_calls.wording import euros

Plain = dict[str, Any]
PLACES, ONE_EACH, BUDGET, PROTOCOL = "places", "one-each", "budget", "protocol"
SIDES = {
    Sense.AT_LEAST: Bilingual(fr="Au moins", en="At least"),
    Sense.AT_MOST: Bilingual(fr="Au plus", en="At most"),
}
MOST_MARK = 4
"""Marks go from 0 to this one."""


def words_of_rules(selection: Selection, groups: Mapping[str, Group]) -> dict[str, Bilingual]:
    """Each rule of a selection in words, by its name in the computation."""
    said = {BUDGET: Bilingual(fr="le budget", en="the budget")}
    said[PLACES] = Bilingual(
        fr=f"Au plus {_files(selection.places).fr} en tout",
        en=f"At most {_files(selection.places).en} in all",
    )
    if selection.one_each:
        said[ONE_EACH] = Bilingual(
            fr="Un seul dossier par administration", en="One file for each administration"
        )
    if selection.protocol is not ProtocolFloor.NONE:
        least = selection.protocol.value
        said[PROTOCOL] = Bilingual(
            fr=f"Au moins {least.replace('.', ',')} sur {MOST_MARK} pour le protocole",
            en=f"At least {least} of {MOST_MARK} for the protocol",
        )
    said |= {each.name: _rule_said(each, groups[each.group].name) for each in selection.rules}
    return said | {each.name: _pair_said(each) for each in selection.pairs}


def _rule_said(rule: TypedRule, group: Bilingual) -> Bilingual:
    figure = _figure_said(rule)
    side = SIDES[rule.sense]
    return Bilingual(
        fr=f"{side.fr} {figure.fr}\u00a0: {group.fr}", en=f"{side.en} {figure.en}: {group.en}"
    )


def _figure_said(rule: TypedRule) -> Bilingual:
    if rule.unit is Unit.FILES:
        return _files(rule.figure)
    if rule.unit is Unit.PERCENT:
        return Bilingual(fr=f"{rule.figure}\u00a0% de l’argent", en=f"{rule.figure}% of the money")
    return Bilingual(fr=euros(rule.figure), en=euros(rule.figure).replace("\u00a0", " "))


def _files(count: int) -> Bilingual:
    several = count > 1
    return Bilingual(
        fr=f"{count} dossiers" if several else f"{count} dossier",
        en=f"{count} file" if count == 1 else f"{count} files",
    )


def _pair_said(pair: TypedPair) -> Bilingual:
    if pair.kind is PairKind.NOT_BOTH:
        return Bilingual(
            fr=f"Pas {pair.first} et {pair.second} à la fois",
            en=f"Not both {pair.first} and {pair.second}",
        )
    return Bilingual(
        fr=f"{pair.first} et {pair.second} ensemble, ou aucun des deux",
        en=f"{pair.first} and {pair.second} together, or neither",
    )


@record
class Outcome:
    """What a selection says of each file: in the end, drawn lots included.

    `chosen` and `waiting` are receipts; those waiting are in their order. `drawn` holds the rank of
    those that were drawn by lot, from 1.
    """

    chosen: frozenset[str]
    waiting: tuple[str, ...]
    amounts: Mapping[str, int]
    asked: Plain
    answered: Plain
    calibration: Plain
    words: Mapping[str, Bilingual]
    drawn: Mapping[str, int]
    draw_said: str = ""


def draft_reasons(known: Candidate, outcome: Outcome) -> str:
    """Reasons in French for one applicant, drafted from what was computed, to be read again."""
    code = known.receipt
    parts = [_score_said(code, outcome)]
    if code in outcome.chosen:
        parts += [_lots_said(code, outcome), _amount_said(known, outcome)]
        return _joined("Votre dossier est retenu.", parts)
    parts += [
        _lots_said(code, outcome),
        _protocol_said(code, outcome),
        _rules_said(code, outcome),
        _money_said(outcome),
        _waiting_said(code, outcome),
    ]
    return _joined("Votre dossier n’est pas retenu.", parts)


def _joined(first: str, parts: list[str]) -> str:
    return "\n\n".join(filter(None, [first, *parts]))


def _score_said(code: str, outcome: Outcome) -> str:
    score = outcome.calibration["scores"].get(code)
    if score is None:
        return "Aucune note n’a été donnée à ce dossier."
    ranking = outcome.calibration["ranking"]
    said = f"{score:.2f}".replace(".", ",")
    mean = outcome.calibration["means"].get(code)
    plain = f"{mean:.2f}".replace(".", ",") if mean is not None else ""
    beside = f" (moyenne simple\u00a0: {plain})" if plain and plain != said else ""
    return (
        f"Le jury lui donne la note de {said} sur {MOST_MARK}, une fois corrigée de la sévérité de "
        f"chacun{beside}. C’est le rang {ranking.index(code) + 1} sur {len(ranking)} dossiers lus."
    )


def _lots_said(code: str, outcome: Outcome) -> str:
    rank = outcome.drawn.get(code)
    if rank is None:
        return ""
    return (
        "Les notes ne suffisaient pas à départager les dossiers de son niveau\u00a0: l’ordre a été "
        f"tiré au sort en public. Il est sorti en {_ranked(rank)} sur {len(outcome.drawn)}."
        + (f" {outcome.draw_said}" if outcome.draw_said else "")
    )


def _protocol_said(code: str, outcome: Outcome) -> str:
    """That the protocol of a file is below what the call asks for, if it is."""
    asked = outcome.asked.get(PROTOCOL)
    if asked is None:
        return ""
    least, mean = asked["at_least"], asked["means"].get(code)
    if mean is not None and mean >= least:
        return ""
    given = "aucune note" if mean is None else f"{_comma(mean)} sur {MOST_MARK}"
    return (
        f"Le jury du protocole lui donne {given} : l’appel demande au moins {_comma(least)}, "
        "pour que ce qui est essayé puisse être mesuré."
    )


def _comma(mark: float) -> str:
    return f"{round(mark, 2):g}".replace(".", ",")


def _ranked(rank: int) -> str:
    return "1ᵉʳ" if rank == 1 else f"{rank}ᵉ"


def _amount_said(known: Candidate, outcome: Outcome) -> str:
    amount = outcome.amounts.get(known.receipt, 0)
    if not amount:
        return ""
    if known.is_cap or amount == known.asked:
        return f"Montant proposé\u00a0: {euros(amount)}."
    return (
        f"Montant proposé\u00a0: {euros(amount)}, pour {euros(known.asked)} demandés. Le budget de "
        "l’appel ne permet pas davantage."
    )


def _rules_said(code: str, outcome: Outcome) -> str:
    kept_out = [
        outcome.words[one["name"]].fr
        for one in outcome.answered["rules"]
        if code in one["enters"] and one["name"] in outcome.words
    ]
    if not kept_out or code in outcome.drawn:
        return ""
    told = "\u202f; ".join(f"«\u00a0{each}\u00a0»" for each in kept_out)
    return f"Il aurait été retenu sans une règle de l’appel\u00a0: {told}."


def _money_said(outcome: Outcome) -> str:
    budget = round(outcome.asked["budget"] * 100)
    count = len(outcome.chosen)
    several = "s" if count > 1 else ""
    if not budget:
        return f"L’appel retient {count} dossier{several}."
    return (
        f"Les {euros(budget)} de l’appel permettent de retenir {count} dossier{several}. D’autres "
        "projets, ensemble, ont mieux répondu à ses critères."
    )


def _waiting_said(code: str, outcome: Outcome) -> str:
    if code not in outcome.waiting:
        return ""
    rank = outcome.waiting.index(code) + 1
    return (
        f"Il est en {_ranked(rank)} position sur la liste d’attente\u00a0: il peut être retenu si "
        "un dossier retenu se retire. Nous vous écririons aussitôt."
    )


def waiting_list(answered: Mapping[str, Any]) -> tuple[str, ...]:
    """Who is next in line, in order."""
    return tuple(one["project"] for one in answered["next"])


def heirs_said(answered: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """For each file chosen, who comes in when it leaves; nobody when the rest cannot be filled."""
    known = replaced_by(answered)
    return {code: known.get(code, ()) for code in answered["chosen"]}
