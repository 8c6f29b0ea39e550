"""A small catalogue of files that tests may spoil, and the shipped one."""

from pathlib import Path

import pytest

import reflexes

FILES = {
    "catalogue.toml": """
name = "essai"
licence = "etalab-2.0"
title = { fr = "Essai", en = "Trial", says = "ours" }
description = { fr = "Un essai.", says = "ours" }
""",
    "sources/un-billet.toml": """
status = "attested"
title = { fr = "Un billet", en = "A post", says = "ours" }
known_on = 2020-05-28
kind = "post"
publisher = "Un site"
language = "fr"
seen_on = 2026-11-22
confidence = "read"
addresses = ["https://example.org/billet"]
""",
    "controversies/le-guichet.toml": """
rank = 1
status = "attested"
title = { fr = "Le guichet", en = "The desk", says = "inquiry", sources = ["un-billet"] }
short = { fr = "Guichet", en = "Desk", says = "ours" }
known_on = 2020-05-28
debate = { fr = "Ouvrir ou fermer.", says = "inquiry", sources = ["un-billet"] }

[[poles]]
name = { fr = "ouvrir", en = "open", says = "ours" }
argument = { fr = "Voir les gens.", says = "ours" }

[[poles]]
name = { fr = "fermer", en = "close", says = "ours" }
argument = { fr = "Protéger les gens.", says = "ours" }
""",
    "phenomena/l-appel.toml": """
rank = 1
status = "attested"
controversy = "le-guichet"
title = { fr = "L’appel", en = "The call", says = "inquiry", sources = ["un-billet"] }
short = { fr = "Appel", en = "Call", says = "ours" }
known_on = 2020-05-28
summary = { fr = "Appeler.", says = "inquiry", sources = ["un-billet"] }
""",
    "pistes/telephoner.toml": """
rank = 1
status = "ours"
title = { fr = "Téléphoner", en = "Phoning", says = "ours" }
short = { fr = "Téléphoner", en = "Phoning", says = "ours" }
known_on = 2026-11-22
problem = { fr = "Personne ne vient.", says = "ours" }
proposition = { fr = "Téléphoner.", says = "ours" }
answers = [{ to = "l-appel", says = "ours" }]
""",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A whole small catalogue of files, without a fault."""
    root = tmp_path / "tree"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def shipped() -> reflexes.Catalogue:
    """The newest shipped edition."""
    return reflexes.load()


@pytest.fixture(scope="session")
def shipped_tree() -> reflexes.Catalogue:
    """The shipped files, read strictly."""
    return reflexes.load(Path(reflexes.__file__).parent / "data" / "catalogue")
