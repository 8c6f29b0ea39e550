"""A plan to fill: every field a small team needs, with what it means beside it."""

import datetime as dt

from reflexes.evaluation.designs import Design
from reflexes.evaluation.labels import DESIGNS
from reflexes.evaluation.plan import Direction, Frequency, Rung
from reflexes.wording import Translate

_MONTH = dt.timedelta(days=30)


def template(*, day: dt.date, translate: Translate) -> str:
    """The TOML of a plan to fill, with its help in the language of `translate`.

    It can be read as it stands, so that a first `check` tells of the plan and not of its form.
    """
    say = translate
    start, end = day + 2 * _MONTH, day + 8 * _MONTH
    return f"""\
# {say("Fill each line, then: reflexes evaluation check THIS-FILE")}
# {say("Locked before the start, it can only be amended, with a reason.")}

pilot = "{say("Name of the pilot")}"
registrant = "{say("Who commits (role and administration)")}"
problem = "{say("The problem")}"
# {say("Who chose the units, and how")}
assignment = "{say("Volunteers")}"
# {say("Why no stronger design is possible")}
why_not_stronger = ""
# {say("With whom or what it is compared")}
comparison = ""
measured_from = {day.isoformat()}
starts_on = {start.isoformat()}
ends_on = {end.isoformat()}
reported_on = {(end + 3 * _MONTH).isoformat()}
publishes_nil = true

[as_planned]
{_designs(say)}
design = "{Design.BEFORE_AFTER.value}"
# {say("Units that take part")}
treated = 2
# {say("Units beside")}
compared = 0
# {say("Measures before the start")}
before = 2
# {say("Measures after the start")}
after = 4

[sizing]
# {say("Smallest effect worth having")}
least_worth = 1
# {say("Spread between units")}
spread = 1
spread_from = ""

[primary]
code = "primary"
name = "{say("Primary indicator")}"
objective = "result"
source = "{say("Where the figures come from")}"
unit = "{say("days")}"
# {" · ".join(one.value for one in Direction)}
direction = "{Direction.DOWN.value}"
# {" · ".join(one.value for one in Frequency)}
frequency = "{Frequency.MONTHLY.value}"
# baseline = 6.5

# {" · ".join(one.value for one in Rung)}
[[objectives]]
code = "purpose"
says = "{say("What is hoped for")}"
rung = "{Rung.PURPOSE.value}"

[[objectives]]
code = "result"
says = "{say("What is hoped for")}"
rung = "{Rung.OUTCOME.value}"
under = "purpose"

[[questions]]
code = "question"
asks = "{say("Question")}"
indicators = ["primary"]

[[units]]
name = "{say("Unit")} A"
group = "treated"

[[units]]
name = "{say("Unit")} B"
group = "treated"

[[stopping]]
when = "{say("If this is met")}"
then = "{say("Then this is done")}"

[[abandoning]]
when = "{say("If this is met")}"
then = "{say("Then this is done")}"

[[qualitative]]
code = "people"
asks = "{say("Question")}"
criterion = "relevance"
asked_of = "{say("Of whom")}"

[[costs]]
name = "{say("Cost")}"
# {say("an amount in cents")}
amount = 0
"""


def _designs(say: Translate) -> str:
    return "\n".join(f"# {design.value} : {say(words)}" for design, words in DESIGNS.items())
