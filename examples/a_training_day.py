"""A training day made from the catalogue, changed by its trainer, checked and built."""

from pathlib import Path
from tempfile import TemporaryDirectory

import reflexes
from reflexes import training
from reflexes.training import Choices, Length, Public
from reflexes.wording import sentence, translator
from reflexes.writing import to_toml

catalogue = reflexes.load("2026.12")

# What the trainer chooses: the subject, the public, the length.
choices = Choices(
    code="journee-reserve",
    about=("reserves-citoyennes",),
    public=Public.ELECTED,
    length=Length.DAY,
)
module = training.compose(catalogue, choices)
print(module.title)
for moment in training.moments(module):
    print(f"  {moment.begins}–{moment.ends}  {moment.activity.title}")

# The debate is given ten minutes more: every sum stays true, the steps share them.
longer = training.retimed(module, "moving-debate", 70)
print(f"{module.minutes} → {longer.minutes} minutes")

# Too long a morning: the check says so, and how to mend it.
for refusal in training.check_module(training.retimed(module, "moving-debate", 90), catalogue):
    print(f"{refusal.code}  {sentence(refusal, translator('fr'))}")

# One file that anyone may change, and all the files of the session.
with TemporaryDirectory() as folder:
    file = Path(folder) / "journee-reserve.toml"
    file.write_text(to_toml(longer), encoding="utf-8")
    read = training.read_module(file)
    written = training.write_files(read.module, read.catalogue, Path(folder) / "files")
    print(f"{len(written)} files, such as {written[1].name} and {written[5].name}")
