"""A small form with a question of each kind, a draft of it, and its working copy."""

from reflexes_calls.domain.form import Form, Kind, form_of
from reflexes_calls.domain.typed_answer import rows_of
from reflexes_calls.domain.working_copy import CopySection, WorkingCopy, zone_of


def _said(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}


FORM: Form = form_of(
    {
        "sections": [
            {
                "code": "trial",
                "title": _said("L’essai", "The trial"),
                "questions": [
                    {"code": "title", "kind": "line", "label": _said("Titre", "Title")},
                    {"code": "problem", "kind": "prose", "label": _said("Le problème", "Problem")},
                    {"code": "proposal", "kind": "prose", "label": _said("L’idée", "The idea")},
                    {"code": "people", "kind": "prose", "label": _said("Les gens", "People")},
                    {
                        "code": "norms",
                        "kind": "choice",
                        "label": _said("Une règle à assouplir ?", "A rule to relax?"),
                        "choices": [
                            {"code": "none", "label": _said("Non, aucune", "No, none")},
                            {"code": "law", "label": _said("Oui, une loi", "Yes, a law")},
                        ],
                    },
                    {
                        "code": "publics",
                        "kind": "choices",
                        "label": _said("Pour qui", "For whom"),
                        "choices": [
                            {"code": "young", "label": _said("Jeunes", "Young people")},
                            {"code": "old", "label": _said("Aînés", "Older people")},
                            {"code": "all", "label": _said("Tout le monde", "Everyone")},
                        ],
                    },
                ],
            },
            {
                "code": "means",
                "title": _said("Les moyens", "Means"),
                "questions": [
                    {"code": "budget", "kind": "money", "label": _said("Montant", "Amount")},
                    {"code": "start_on", "kind": "day", "label": _said("Début", "Start")},
                    {
                        "code": "spending",
                        "kind": "table",
                        "label": _said("Dépenses", "Spending"),
                        "columns": [
                            {"code": "item", "kind": "line", "label": _said("Poste", "Item")},
                            {"code": "amount", "kind": "money", "label": _said("Somme", "Sum")},
                        ],
                    },
                    {
                        "code": "administration",
                        "kind": "administration",
                        "label": _said("Votre administration", "Your administration"),
                    },
                    {"code": "consent", "kind": "yes", "label": _said("J’accepte", "I agree")},
                    {"code": "attached", "kind": "file", "label": _said("Pièces", "Files")},
                ],
            },
        ]
    },
    1,
)
DRAFT = {
    "title": "Prêter une crèche",
    "problem": "Chaque hiver, l’Ehpad manque de bras.\n\nDeux  espaces,\tune tabulation, œ, 😀.",
    "proposal": "Un vivier de volontaires.",
    "people": "La direction et deux agents.",
    "norms": "none",
    "publics.old": "yes",
    "budget": "12 500,50",
    "start_on": "01/04/2027",
    "spending.a.item": "Formation",
    "spending.a.amount": "2 500",
    "spending.b.item": "Repas | goûters",
    "spending.b.amount": "300",
    "administration": "213 500 000 00011",
    "administration.name": "Ville de Val-d’Essai",
}
APPLICATION = "0123456789abcdef" * 2


def a_copy(draft: dict[str, str] | None = None, language: str = "fr") -> WorkingCopy:
    """The working copy of a draft."""
    typed = DRAFT if draft is None else draft
    return WorkingCopy(
        language=language,
        title="Copie de travail",
        mark=f"Copie faite un jour. [[COPIE {APPLICATION}]]",
        intro=("Écrivez dans les cadres.",),
        sections=tuple(
            CopySection(
                title=section.title.said(language),
                intro="",
                zones=tuple(
                    zone_of(question, typed, language, ("Une aide.",))
                    for question in section.questions
                    if question.kind is not Kind.FILE
                ),
            )
            for section in FORM.sections
        ),
    )


def rows(code: str, draft: dict[str, str] | None = None) -> tuple[tuple[str, ...], ...]:
    """What a draft says to a question."""
    question = FORM.find(code)
    assert question is not None
    return rows_of(question, DRAFT if draft is None else draft)
