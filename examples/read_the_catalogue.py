"""The catalogue in a few lines: what a piste answers, what would prove it wrong, who says so."""

import reflexes

catalogue = reflexes.load()
print(f"Édition {catalogue.edition} : {len(catalogue)} fiches")

piste = catalogue.pistes["micro-mobilite-professionnelle"]
print(piste.title.fr)
for phenomenon in catalogue.linked(piste, "phenomena"):
    print("  répond à :", phenomenon.title.fr)
if piste.proof_wrong is not None:
    print("  aurait tort si :", piste.proof_wrong.fr)
    print("  qui le dit :", piste.proof_wrong.says)

unanswered = [p.code for p in catalogue.phenomena if not catalogue.linked(p, "pistes")]
print("Phénomènes sans piste :", unanswered or "aucun")
