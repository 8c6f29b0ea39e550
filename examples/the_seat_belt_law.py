"""The British seat-belt law of 31 January 1983: front seats, beside rear seats it did not touch.

People killed or seriously injured each month in Great Britain, 1969 to 1984 (Department of
Transport, « Road Casualties Great Britain »), the series of Harvey & Durbin (JRSS A 1986), in
`seat_belts.csv`. They publish −23 % for drivers, −30 % for front seats and +3 % for rear ones.
"""

import csv
from math import exp, log
from pathlib import Path

from reflexes.evaluation import Estimate, measure_break

with (Path(__file__).parent / "seat_belts.csv").open(encoding="utf-8") as file:
    months = list(csv.DictReader(file))
series = {
    name: [log(float(month[name])) for month in months] for name in ("drivers", "front", "rear")
}
BEFORE = 14 * 12 + 1


def per_cent(found: Estimate) -> str:
    """A jump of logarithms, as a percentage."""
    value, low, high = (100 * (exp(part) - 1) for part in (found.value, found.low, found.high))
    return f"{value:+.0f} % (de {low:+.0f} à {high:+.0f} %)"


for name, words in (("drivers", "Conducteurs"), ("front", "Avant"), ("rear", "Arrière")):
    print(words, ":", per_cent(measure_break(series[name], before=BEFORE, season=12).level))
beside = measure_break(series["front"], before=BEFORE, season=12, control=series["rear"])
print("Avant, à côté de l’arrière :", per_cent(beside.level))
