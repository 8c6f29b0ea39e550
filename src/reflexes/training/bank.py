"""The bank of questions: entry and exit quizzes draw from it, and the codes never change."""

from collections.abc import Iterator, Sequence

from reflexes.digests import digest_of
from reflexes.training.matter import Matter
from reflexes.training.module import Asks, Choice, Claim, Item
from reflexes.training.template import ChoiceWords, ItemWords, template

TELLS_POLES = "tell-the-poles"
"""The objective that gives arguments back to poles; without it, the first one does."""
PAIRS = 4
MOST_CHOICE = 400


def bank(matter: Matter, codes: Sequence[str], objectives: Sequence[str]) -> tuple[Item, ...]:
    """The items of the templates `codes`, each tied to one of the `objectives`."""
    found: dict[str, Item] = {}
    for code in codes:
        objective = template(code).objective
        if objective is None:
            continue
        for said in template(code).items:
            found.setdefault(said.code, _item(matter, said, objective.code))
        for item in _from_catalogue(matter, code, objective.code):
            found.setdefault(item.code, item)
    if TELLS_POLES not in objectives and objectives:
        item = _poles(matter, objectives[0])
        found = {item.code: item, **found}
    return tuple(found.values())


def _item(matter: Matter, said: ItemWords, objective: str) -> Item:
    return Item(
        code=said.code,
        objective=objective,
        asks=said.asks,
        question=matter.words(said.question),
        choices=tuple(
            Choice(
                text=matter.words(each.text),
                right=each.right,
                feedback=matter.words(each.feedback) if each.feedback else "",
            )
            for each in _mixed(said)
        ),
        feedback=matter.words(said.feedback) if said.feedback else "",
    )


def _mixed(said: ItemWords) -> Sequence[ChoiceWords]:
    """The answers in an order that gives nothing away, and that never changes."""
    if said.asks is Asks.TRUE_FALSE:
        return said.choices
    return sorted(said.choices, key=lambda each: digest_of([said.code, each.text.fr]))


def _from_catalogue(matter: Matter, code: str, objective: str) -> Iterator[Item]:
    if code == "landmarks":
        yield _poles(matter, objective)
    elif code == "crisis-exercise":
        yield from _principles(matter, objective)
    elif code == "piste-study":
        yield from _who_says(matter, objective)
        yield from _principles(matter, objective)
    elif code == "evidence-reading":
        yield from _limits(matter, objective)


def _poles(matter: Matter, objective: str) -> Item:
    """Give each argument back to its pole: those of this tension and of the next one."""
    shelf = list(matter.catalogue.controversies)
    here = shelf.index(matter.controversy)
    tensions = [matter.controversy, *shelf[here + 1 :], *shelf[:here]][: PAIRS // 2]
    pairs = [(tension, pole) for tension in tensions for pole in tension.poles]
    return Item(
        code="poles-and-arguments",
        objective=objective,
        asks=Asks.MATCHING,
        question=matter.translate("Give each argument back to the pole that it serves best."),
        choices=tuple(
            Choice(
                text=pole.argument.in_language(matter.language)[:MOST_CHOICE],
                right=True,
                pair=matter.name(pole.name),
            )
            for _, pole in pairs
        ),
        claims=tuple(matter.claim(tension.code, pole.argument) for tension, pole in pairs),
    )


def _principles(matter: Matter, objective: str) -> Iterator[Item]:
    """What the authors of the inquiry said of the four principles: their names, no definition."""
    if "principles" not in matter.catalogue.shelves or not len(matter.catalogue.principles):
        return
    said = matter.translate
    first = next(iter(matter.catalogue.principles))
    yield Item(
        code="principles-defined",
        objective=objective,
        asks=Asks.TRUE_FALSE,
        question=said("The authors of the inquiry defined the four principles of resilience."),
        choices=(Choice(text=said("True")), Choice(text=said("False"), right=True)),
        feedback=said("They list them. The definitions on the cards are ours."),
        claims=tuple(matter.claim(first.code, text) for text in first.matter[:1]),
    )


def _who_says(matter: Matter, objective: str) -> Iterator[Item]:
    """Who says what on the cards of a piste."""
    piste = matter.piste
    if piste is None or piste.proof_wrong is None:
        return
    said = matter.translate
    claim: Claim = matter.claim(piste.code, piste.proof_wrong)
    answers = {
        "inquiry": said("The inquiry"),
        "source": said("Another source"),
        "ours": said("The authors of the catalogue"),
    }
    yield Item(
        code="who-says-proof-wrong",
        objective=objective,
        asks=Asks.CHOICE,
        question=said("Who says what would prove the piste “%s” wrong?") % matter.name(piste.title),
        choices=tuple(
            Choice(text=text, right=code == claim.says.value) for code, text in answers.items()
        ),
        feedback=said("Each text of the catalogue says who speaks: look at the mark beside it."),
        claims=(claim,),
    )


def _limits(matter: Matter, objective: str) -> Iterator[Item]:
    """What a trial does not allow to say."""
    for evidence in matter.evidence[:1]:
        said = matter.translate
        yield Item(
            code="evidence-cause",
            objective=objective,
            asks=Asks.TRUE_FALSE,
            question=said("The trial “%s” shows that it caused what was seen afterwards.")
            % matter.name(evidence.title),
            choices=(
                Choice(text=said("True"), right=False),
                Choice(text=said("False"), right=True),
            ),
            feedback=said("What was published is an account: it tells what was seen, not why."),
            claims=(
                matter.claim(evidence.code, evidence.finding),
                matter.claim(evidence.code, evidence.limits),
            ),
        )
