"""Another inquiry, read, counted and put beside ours: `inondation`, wholly fictitious.

`reflexes new DIR` makes the empty folder from which such a catalogue grows.
"""

from pathlib import Path

import reflexes
from reflexes.counting import count
from reflexes.observation import Leaning

flood = reflexes.load(Path(__file__).parent / "inondation")
print(f"{flood.description.title.fr} : {len(flood)} fiches")

counted = count(flood)
for each in counted.phenomena:
    voices = each.voices
    print(
        f"  {flood.phenomena[each.code].short.fr} : {voices.observations} observations,"
        f" {voices.interviews} entretiens, {voices.workshops} ateliers, {voices.sources} sources"
    )
print("Phénomènes dont rien ne parle :", ", ".join(counted.unobserved) or "aucun")

for controversy in counted.controversies:
    print(flood.controversies[controversy.code].title.fr)
    for pole, leaning in zip(controversy.poles, (Leaning.FIRST, Leaning.SECOND), strict=True):
        print(f"  {pole} : {controversy.leanings[leaning].observations} observations")

together = reflexes.beside(reflexes.load(), flood)
print("Côte à côte :", ", ".join(together.catalogues))
abroad = "reflexes-publics:plateformes-appel-aller-vers"
print("Vu aussi dans l’autre enquête :", together[abroad].title.fr)
for address in together.linked(abroad, "observations"):
    if address.startswith("inondation:"):
        print("  ", together[address].title.fr)
for name, result in together.search("sirène").items():
    print(f"  « sirène » dans {name} : {result.total}")
