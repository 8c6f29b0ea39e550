"""The TOML of one's module sent back: read strictly, compared with what is kept, then kept."""

from pathlib import Path

from reflexes import RefusedError, training
from reflexes.records import record
from reflexes.training import Difference, Module
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.keeping_modules import module_page, save_change
from reflexes_calls.domain.errors import FieldRefusal, Invalid, Refused
from reflexes_calls.domain.modules import Change, KeptModule
from reflexes_calls.domain.people import Person

MOST_BYTES = 262_144
"""As the library reads; a module of two days weighs less than half of it."""


class TextRefused(Refused):
    """A text that is no module that holds; `refusals` are those of the library, with lines."""

    def __init__(self, refused: RefusedError) -> None:
        """Keep every refusal."""
        self.refusals = refused.refusals
        super().__init__("module-text-refused", count=len(self.refusals))


@record
class SentBack:
    """What a text would make of a module: nothing of it is kept yet."""

    module: Module
    differences: tuple[Difference, ...]


def text_of(path: Path) -> str:
    """The text of a file that was sent; `Invalid` when it is no text."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Invalid((FieldRefusal(field="file", kind="module-not-text"),)) from error


def look_at_text(
    desk: Desk, actor: Person, public_id: str, text: str, *, language: str
) -> SentBack:
    """What would change if a text took the place of one's module; `TextRefused` if it cannot."""
    kept = module_page(desk, actor, public_id).module
    module = read_module_text(text, kept.code)
    return SentBack(module=module, differences=training.differences(kept, module, language))


def read_module_text(text: str, code: str) -> Module:
    """The module that a text says, under its own code; `TextRefused` with every refusal."""
    try:
        return training.read_text(text, code, file=f"{code}.toml").module
    except RefusedError as refused:
        raise TextRefused(refused) from refused


def keep_text(desk: Desk, actor: Person, public_id: str, text: str, *, revision: int) -> KeptModule:
    """Make what a text says the present state of one's module, as a new version."""
    return save_change(
        desk,
        actor,
        public_id,
        Change.WRITTEN,
        lambda before: read_module_text(text, before.code),
        revision=revision,
    )
