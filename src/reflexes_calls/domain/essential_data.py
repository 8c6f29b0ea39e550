"""Essential data of grants (« données essentielles »), as French law has them published.

Decree 2017-779 and the order of 17 November 2017 say what; the schema SCDL Subventions 2.0 says in
which columns. A grant is published within three months of the signature of its agreement.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.agreement import Agreement, Terms

COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
)
LONGEST = 256
EVERYTHING = Decimal(1)
_PATTERNS = {"idAttribuant": r"^\d{14}$", "idBeneficiaire": r"^\d{14}$"}
_REQUIRED = frozenset(COLUMNS) - {"referenceDecision", "idRAE"}


@record
class EssentialData:
    """One grant, in the order of the columns; the amount in euros."""

    funder_name: str
    funder_siret: str
    signed_on: dt.date
    decision_reference: str
    holder_name: str
    holder_siret: str
    title: str
    amount: Decimal
    nature: str
    payment: str
    paid_from: dt.date
    paid_until: dt.date
    share: Decimal

    def row(self) -> tuple[str, ...]:
        """The cells of one line of the file."""
        period = f"{self.paid_from:%Y-%m-%d}"
        if self.paid_until != self.paid_from:
            period += f"/{self.paid_until:%Y-%m-%d}"
        return (
            self.funder_name,
            self.funder_siret,
            f"{self.signed_on:%Y-%m-%d}",
            self.decision_reference,
            self.holder_name,
            self.holder_siret,
            self.title[:LONGEST],
            f"{self.amount:.2f}",
            self.nature,
            self.payment,
            period,
            "",
            "non",
            f"{self.share:f}",
        )


def essential_data_of(
    agreement: Agreement, terms: Terms, *, holder: str, title: str
) -> EssentialData | None:
    """What is published of an agreement; None before its signature, or when no money is given."""
    if agreement.signed_on is None or not terms.tranches:
        return None
    days = sorted(each.due for each in terms.tranches)
    said = terms.said
    return EssentialData(
        funder_name=said.funder_name,
        funder_siret=said.funder_siret,
        signed_on=agreement.signed_on,
        decision_reference=said.decision_reference or said.reference,
        holder_name=holder,
        holder_siret=said.holder_siret,
        title=" ".join(title.split()),
        amount=Decimal(agreement.amount) / 100,
        nature=said.nature.value,
        payment=terms.payment.value,
        paid_from=days[0],
        paid_until=days[-1],
        # The schema wants the share of each beneficiary: there is one alone.
        share=EVERYTHING,
    )


def table_schema() -> dict[str, Any]:
    """The Table Schema of the file, for the descriptor beside it."""
    kinds = {"dateConvention": "date", "montant": "number", "pourcentageSubvention": "number"}
    fields = []
    for name in COLUMNS:
        field: dict[str, Any] = {"name": name, "type": kinds.get(name, "string")}
        if name == "notificationUE":
            field |= {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}
        constraints: dict[str, Any] = {"required": name in _REQUIRED}
        if name in _PATTERNS:
            constraints["pattern"] = _PATTERNS[name]
        fields.append({**field, "constraints": constraints})
    return {"fields": fields, "missingValues": [""]}
