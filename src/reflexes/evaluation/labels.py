"""What each part of a plan is called when a report sets it beside what was done; message ids."""

from reflexes.evaluation.designs import Design
from reflexes.evaluation.plan import Criterion, Group, Rung

DESIGNS = {
    Design.ACCOUNT: "An account, without a measure",
    Design.AFTER_ONLY: "Measured after only",
    Design.BEFORE_AFTER: "Before and after, nobody beside",
    Design.CROSS_SECTION: "Two groups measured after, not drawn by lot",
    Design.DIFFERENCE: "Two groups before and after",
    Design.SYNTHETIC: "One unit beside a mixture of many",
    Design.ROLL_OUT: "A start in waves",
    Design.SERIES: "One long series with a break",
    Design.CONTROLLED_SERIES: "A long series beside another",
    Design.LOTTERY: "Units drawn by lot",
}
"""How each design is called."""

LABELS = {
    "pilot": "Pilot",
    "registrant": "Who commits (role and administration)",
    "problem": "The problem",
    "objectives": "Tree of objectives",
    "questions": "Questions",
    "primary": "Primary indicator",
    "others": "Other indicators",
    "sizing": "Smallest effect",
    "units": "Unit",
    "costs": "Cost",
    "qualitative": "Questions for people",
    "indicators": "Indicator",
    "assignment": "Who chose the units, and how",
    "comparison": "With whom or what it is compared",
    "measured_from": "First day measured",
    "starts_on": "Start of the pilot",
    "ends_on": "End of the pilot",
    "reported_on": "Day of the report",
    "stopping": "When the pilot is stopped",
    "abandoning": "When it is abandoned",
    "deciding": "What will be decided",
    "missing": "What is done with missing figures and units lost",
    "as_planned": "Design",
    "as_planned.design": "Design",
    "as_planned.treated": "Units that take part",
    "as_planned.compared": "Units beside",
    "as_planned.before": "Measures before the start",
    "as_planned.after": "Measures after the start",
    "as_planned.baseline": "Measured before the start",
    "as_planned.overlap": "Groups have units alike",
    "as_planned.inside_hull": "The unit lies among those compared",
    "as_planned.somebody_waiting": "Somebody always waits",
    "as_planned.order_drawn": "Order of the starts drawn by lot",
    "as_planned.spillover": "The pilot reached those beside",
    "as_planned.compared_chosen_after": "Comparison chosen afterwards",
    "as_planned.co_intervention": "Something else at the same time",
    "as_planned.instrument_changed": "The way of measuring changed",
    "as_planned.chosen_for_bad_figures": "Chosen for bad figures",
    "as_planned.unit_moved": "A unit changed group",
    "as_planned.lost": "Share of units lost",
    "as_planned.lost_apart": "Difference of the shares lost",
    "as_planned.misfit": "Misfit before the start",
    "as_planned.misfit_allowed": "Misfit allowed",
    "as_planned.replicated": "Done again by others",
    "as_planned.cost_known": "Cost known",
    "as_planned.scaled": "Carried on at scale",
}
"""By path, without the name between brackets."""

RUNGS = {
    Rung.MEANS: "Means",
    Rung.ACTION: "Action",
    Rung.OUTPUT: "Output",
    Rung.OUTCOME: "Result hoped for",
    Rung.PURPOSE: "Purpose",
}
"""The places of the tree of objectives."""

CRITERIA = {
    Criterion.RELEVANCE: "Relevance",
    Criterion.COHERENCE: "Coherence",
    Criterion.EFFECTIVENESS: "Effectiveness",
    Criterion.EFFICIENCY: "Efficiency",
    Criterion.IMPACT: "Impact",
    Criterion.SUSTAINABILITY: "Sustainability",
}
"""The six criteria of the OECD."""

VALUES = {
    "True": "Yes",
    "False": "No",
    Group.TREATED.value: "takes part",
    Group.COMPARED.value: "stands beside",
    **{design.value: words for design, words in DESIGNS.items()},
    **{criterion.value: words for criterion, words in CRITERIA.items()},
}
"""What a value of a closed list says."""
