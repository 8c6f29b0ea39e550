"""Nearness of texts, and the front door of the package."""

import subprocess
import sys

import pytest

import reflexes.jury
from reflexes.jury import compare_texts

pytestmark = pytest.mark.unit


def test_who_writes_of_the_same_thing_is_nearer() -> None:
    """Stems meet across plurals; what every text says weighs little."""
    near = compare_texts(
        ["Des vélos pour les agents de la commune", "Une médiation numérique pour les agents"],
        ["Le vélo des agents", ["La médiation au guichet, le numérique"], ""],
    )
    assert near.shape == (2, 3)
    assert near[0, 0] > near[0, 1]
    assert near[1, 1] > near[1, 0]
    assert (near[:, 2] == 0).all()
    assert ((near >= 0) & (near <= 1)).all()


def test_the_same_text_is_as_near_as_can_be() -> None:
    """One, up to rounding; and nothing at all for no text."""
    near = compare_texts(
        ["La micro-mobilité professionnelle"], ["La micro-mobilité professionnelle"]
    )
    assert near[0, 0] == pytest.approx(1)
    assert compare_texts(["", "le la les"], ["vélo"]).max() == 0


def test_the_package_is_imported_without_its_numerics() -> None:
    """Importing costs nothing; the libraries come with the first name asked for."""
    script = (
        "import sys, reflexes.jury as j;"
        "assert not {'numpy', 'scipy', 'ortools'} & set(sys.modules);"
        "j.draw_lots('ab', seed='x'); assert 'numpy' not in sys.modules;"
        "j.assign; assert 'numpy' in sys.modules; print(len(j.__all__))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 20


def test_every_name_of_the_front_door_opens_and_no_other() -> None:
    """All names resolve; an unknown one is an attribute error."""
    for name in reflexes.jury.__all__:
        assert getattr(reflexes.jury, name)
    with pytest.raises(AttributeError, match="dance"):
        reflexes.jury.dance  # noqa: B018 - asked for on purpose
