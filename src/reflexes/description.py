"""Description: what a catalogue says of itself."""

from reflexes.fields import line, part
from reflexes.records import record
from reflexes.texts import Text, Title


@record
class Description:
    """A catalogue's name, title, licence and purpose."""

    name: str = line("Name")
    title: Title = part("Title")
    licence: str = line("Licence")
    description: Text = part("Description")
