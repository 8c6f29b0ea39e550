"""What is written is read back the same; nothing is overwritten."""

from pathlib import Path

import pytest

import reflexes
from reflexes.kinds import KINDS
from reflexes.writing import to_toml, write_record


def test_every_shipped_record_survives_a_round_trip(
    shipped_tree: reflexes.Catalogue, tmp_path: Path
) -> None:
    for name in KINDS:
        for record in shipped_tree.shelf(name):
            write_record(record, tmp_path / name)
    description = Path(reflexes.__file__).parent / "data/catalogue/catalogue.toml"
    (tmp_path / "catalogue.toml").write_bytes(description.read_bytes())

    again = reflexes.load(tmp_path)

    for name in KINDS:
        assert list(again.shelf(name)) == list(shipped_tree.shelf(name))


def test_a_file_is_never_overwritten(shipped_tree: reflexes.Catalogue, tmp_path: Path) -> None:
    record = shipped_tree.principles["entraide"]
    path = write_record(record, tmp_path)

    assert path.read_text(encoding="utf-8") == to_toml(record)
    with pytest.raises(FileExistsError):
        write_record(record, tmp_path)
