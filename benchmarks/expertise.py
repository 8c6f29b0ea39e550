"""Measure how well texts tell who is expert, against what people said of themselves.

The judgements are public: « A Gold Standard Dataset for the Reviewer Assignment Problem »
(Stelmakh, Wieting, Neubig & Shah, arXiv 2303.16750), 58 researchers and 477 papers that they rated
from 1 to 5. `--data` is the folder of that dataset (`data/evaluations.csv`, `evaluation_datasets/`
and, for the others' predictions, `predictions/`). The loss is the authors': each pair of papers put
in the wrong order costs the difference of the ratings, over all that could be lost; 0.5 is chance.

    python benchmarks/expertise.py --data FOLDER
"""

import argparse
import csv
import json
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from statistics import mean

from reflexes.jury import compare_texts

VERSIONS = range(1, 11)
RATED = range(1, 11)
Ratings = Mapping[str, Mapping[str, float]]


def ratings_of(folder: Path) -> Ratings:
    """What each researcher said of their own expertise on each paper."""
    with (folder / "data" / "evaluations.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["ParticipantID"]: {
                row[f"Paper{n}"]: float(row[f"Expertise{n}"]) for n in RATED if row[f"Paper{n}"]
            }
            for row in csv.DictReader(lines, delimiter="\t")
        }


def text_of(content: Mapping[str, str | None]) -> str:
    """The title twice, for it says most, and the abstract."""
    title = content.get("title") or ""
    return f"{title}\n{title}\n{content.get('abstract') or ''}"


def ours(folder: Path) -> Ratings:
    """Our nearness of each researcher to each paper, in one version of the dataset."""
    papers = json.loads((folder / "submissions.json").read_text(encoding="utf-8"))
    archives = sorted((folder / "archives").glob("*.jsonl"))
    written = [
        [text_of(json.loads(line)["content"]) for line in lines.read_text("utf-8").splitlines()]
        for lines in archives
    ]
    near = compare_texts(
        [text_of(paper["content"]) for paper in papers.values()], written, language="en"
    )
    return {
        archive.stem.removeprefix("~"): dict(zip(papers, near[:, n], strict=True))
        for n, archive in enumerate(archives)
    }


def loss(predicted: Ratings, rated: Ratings) -> float:
    """The weighted share of pairs in the wrong order."""
    lost = whole = 0.0
    for researcher, papers in rated.items():
        for one, other in combinations(papers, 2):
            truth = papers[one] - papers[other]
            said = predicted[researcher][one] - predicted[researcher][other]
            whole += abs(truth)
            lost += abs(truth) * (0.5 if said * truth == 0 else float(said * truth < 0))
    return lost / whole


def main() -> None:
    """Print our loss, and that of each algorithm whose predictions the dataset holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of the dataset")
    folder: Path = parser.parse_args().data
    rated = ratings_of(folder)
    versions = [folder / "evaluation_datasets" / f"d_20_{n}" for n in VERSIONS]
    print(f"{'compare_texts':>16}: {mean(loss(ours(one), rated) for one in versions):.4f}")
    names = sorted(
        one.name.removesuffix("_d_20_1_ta.json")
        for one in (folder / "predictions").glob("*_d_20_1_ta.json")
    )
    for name in names:
        files = [folder / "predictions" / f"{name}_d_20_{n}_ta.json" for n in VERSIONS]
        losses = [loss(json.loads(one.read_text("utf-8")), rated) for one in files if one.exists()]
        print(f"{name:>16}: {mean(losses):.4f}")
    nothing = {who: dict.fromkeys(papers, 0.0) for who, papers in rated.items()}
    print(f"{'by chance':>16}: {loss(nothing, rated):.4f}")


if __name__ == "__main__":
    main()
