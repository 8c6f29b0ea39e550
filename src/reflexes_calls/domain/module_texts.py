"""The texts of a module that its owner writes again: those of an activity, those of objectives."""

from reflexes.fields import line, prose
from reflexes.records import record


@record
class ActivityTexts:
    """What is said of an activity; a text that must be there is asked for by the check, not here.

    So one may empty a text, save, and write it again later.
    """

    title: str = line("Title", max_length=120)
    instruction: str = prose("Instruction, as read aloud", default="", max_length=2400)
    trace: str = prose("Trace produced", default="", max_length=600)
    accessible: str = prose("Accessible variant", default="", max_length=1200)
    remote: str = prose("Remote variant", default="", max_length=1200)
    plan_b: str = prose("Plan B", default="", max_length=1200)
    adapt: str = prose("If the group is faster, slower, bigger", default="", max_length=1200)


@record
class ObjectiveTexts:
    """What a participant will be able to do."""

    verb: str = line("Verb", max_length=40, help="In the infinitive, and such that one can see it.")
    what: str = line("What", max_length=400)
    condition: str = line("Under which conditions", default="", max_length=400)
    criterion: str = line("How one sees that it is reached", max_length=400)


@record
class TitleTyped:
    """The form that renames a module."""

    title: str = line("Name of the module", max_length=160)
