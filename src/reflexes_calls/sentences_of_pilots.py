"""The sentences of refusals around the plan of a pilot, its life and its milestones."""

SENTENCES = {
    "report-instead": "This pilot has a locked plan: its report answers it, question by question. "
    "Write the report instead.",
    "plan-line-day": "“%(met)s”: what stands after the semicolon is not a day. Write 01/05/2027.",
    "plan-line-cost": "“%(met)s” is not a cost. Write what it is, a semicolon and an amount: "
    "Workshops; 2 400 €",
    "plan-line-other": "“%(met)s” lacks a part. Write: name; unit; where the figures come from; up "
    "or down",
    "plan-too-many-lines": "%(met)s lines stand here. Keep %(expected)s at most.",
    "cost-told-twice": "“%(met)s” stands already among the costs. Give this one another name, or "
    "add the two amounts together.",
    "figures-moved": "Somebody kept figures of this indicator meanwhile, in another tab or from "
    "elsewhere. Nothing was written over: what you typed stands below. Compare, then keep it.",
    "figures-unchanged": "Nothing differs from the figures that are kept. Type a figure first.",
    "figure-erased": "%(met)s is kept here, and no figure is ever erased. Type the right one, "
    "which will stand in its place.",
    "day-above-figures": "Figures are typed under this day: write it, such as 15/05/2027.",
    "report-moved": "Somebody saved this report meanwhile, in another tab or from elsewhere. "
    "Nothing of it was written over: take up the latest, then type again what differs.",
    "plan-astray": "“%(met)s” does not fit the rest of the plan.",
    "plan-too-late": "Today is %(met)s: a plan is locked before the day of the start. Move the "
    "start, if it has not taken place.",
    "plan-moved": "Somebody saved this plan meanwhile, in another tab or from elsewhere. Nothing "
    "of yours is lost: it stands below. Keep it to put it in place of what was saved.",
    "plan-unchanged": "Nothing differs from the plan in force. Change an answer first.",
    "no-plan-to-extend": "No plan is locked yet, so that there is no end to put off. Write the "
    "days in the plan.",
    "not-longer": "%(met)s does not come after the end that is planned, %(expected)s. Choose a "
    "later day.",
    "not-of-the-team": "Choose somebody who is of the team today. Someone new first joins the "
    "administration, or is invited to the file.",
    "tied-by-managers": "Only those who manage the call say which payment waits for a milestone. "
    "Leave it as it was.",
    "milestone-awaited": "A payment waits for this milestone: only those who manage the call take "
    "it away.",
    "milestone-not-delivered": "This payment waits for “%(met)s”, which is not delivered. Say why "
    "it is paid all the same, or have the milestone delivered first.",
}
"""As in `wording`."""
