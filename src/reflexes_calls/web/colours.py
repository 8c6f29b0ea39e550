"""The colour that a record wears: that of a controversy, by its rank."""

from reflexes import Catalogue
from reflexes.piste import Piste


def ranks_of(catalogue: Catalogue) -> dict[str, int]:
    """By code, the rank of a record's controversy: its own, its line's, its first answer's."""
    ranks = {each.code: each.rank for each in catalogue.controversies}
    ranks |= {each.code: ranks[each.controversy] for each in catalogue.phenomena}
    return ranks | {piste.code: _first_rank(piste, ranks) for piste in catalogue.pistes}


def _first_rank(piste: Piste, ranks: dict[str, int]) -> int:
    return next((ranks[tie.to] for tie in piste.answers if tie.to in ranks), 0)
