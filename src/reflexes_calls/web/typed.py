"""What a form got wrong, in words, beside the names of its fields."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request

from reflexes_calls.domain.errors import Invalid, Refused
from reflexes_calls.web.forms import specs_of
from reflexes_calls.web.templating import translator
from reflexes_calls.wording import sentence


def errors_of(
    invalid: Invalid, words: Callable[[str], str], labels: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Each refused field with its sentence, in the order of `labels`: name → words of the field.

    The label comes first, so that a list of refusals says which answers they are about.
    """
    found = [
        (refusal.field, " – ".join(filter(None, (labels.get(refusal.field), said))))
        for refusal in invalid.refusals
        if (said := sentence(refusal, words))
    ]
    ranks = {name: rank for rank, name in enumerate(labels)}
    return sorted(found, key=lambda error: ranks.get(error[0], len(ranks)))


def labels_of(
    record_class: type[Any], words: Callable[[str], str], *, prefix: str = "", before: str = ""
) -> dict[str, str]:
    """The translated label of each field of a form, `before` it what it belongs to."""
    return {
        prefix + name: f"{before}{words(spec.label)}"
        for name, spec in specs_of(record_class).items()
    }


def errors_told(
    request: Request, refused: Refused, *answers: type[Any]
) -> tuple[tuple[str, str], ...]:
    """What stands in the way of some forms: of each field, or of the whole under no name."""
    words = translator(request)
    if not isinstance(refused, Invalid):
        return (("", sentence(refused, words)),)
    labels = {name: said for each in answers for name, said in labels_of(each, words).items()}
    return tuple(errors_of(refused, words, labels))
