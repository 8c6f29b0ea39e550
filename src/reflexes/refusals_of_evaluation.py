"""The ways a plan, a table of measures or a report can be wrong; a part of `refusals.TABLE`."""

LINES = (
    # Plans.
    (
        "RXB01",
        "plan-code-twice",
        "The code “%(met)s” already stands at %(expected)s. Change one.",
    ),
    (
        "RXB02",
        "unknown-plan-code",
        "“%(met)s” names nothing in this plan. Perhaps one of: %(expected)s.",
    ),
    (
        "RXB03",
        "objectives-go-round",
        "The objective “%(met)s” serves itself in the end. Say which one it truly serves.",
    ),
    (
        "RXB04",
        "several-tops",
        ("The tree has several tops (%(met)s). Keep one, and say of the others what they serve."),
    ),
    (
        "RXB05",
        "primary-unasked",
        "No question is about the primary indicator “%(met)s”. Write one that names it.",
    ),
    (
        "RXB06",
        "percentage-out-of-bounds",
        (
            "Met %(met)s, where a share goes from 0 to 100 %%. Correct it, or say the unit in "
            "points."
        ),
    ),
    (
        "RXB07",
        "unit-starts-outside",
        ("This unit starts on %(met)s, outside the pilot (%(expected)s). Correct one of the days."),
    ),
    (
        "RXB08",
        "units-miscounted",
        (
            "The design counts %(met)s units, and %(expected)s are named. Name them all, or "
            "correct the count."
        ),
    ),
    (
        "RXB09",
        "broken-json",
        "This file is not valid JSON (%(met)s). Mend the place it names.",
    ),
    # Locking and amending.
    (
        "RXB11",
        "locked-too-late",
        (
            "A plan is locked before the start. The pilot starts on %(expected)s, and it is "
            "%(met)s: what is written now is told as exploratory in the report."
        ),
    ),
    (
        "RXB12",
        "plan-altered",
        (
            "This plan was changed since it was locked: its digest is %(met)s, not "
            "%(expected)s. Give back the locked one, and amend it with a reason."
        ),
    ),
    (
        "RXB13",
        "nothing-amended",
        "Nothing differs from the plan as it stands. Change it first, or leave it.",
    ),
    (
        "RXB14",
        "not-a-registration",
        "This is no locked plan (%(met)s). Give the file that “lock” wrote: %(expected)s.",
    ),
    (
        "RXB15",
        "reason-missing",
        (
            "An amendment says why. Write the reason, as someone who does not know you would "
            "read it."
        ),
    ),
    # Reports.
    (
        "RXB21",
        "question-unanswered",
        (
            "The plan promised an answer to “%(met)s”. Answer it; “not measured” is an answer: "
            "%(expected)s."
        ),
    ),
    (
        "RXB22",
        "unmeasured-without-reason",
        "“%(met)s” was not measured: say why, in a sentence.",
    ),
    (
        "RXB23",
        "answered-twice",
        "“%(met)s” is answered twice. Keep one answer, or give the other as unplanned.",
    ),
    (
        "RXB24",
        "estimate-without-indicator",
        (
            "A figure is given on “%(met)s”, which this report does not describe. The "
            "indicators are: %(expected)s."
        ),
    ),
    # Tables of measures.
    (
        "RXB31",
        "table-empty",
        (
            "The table has no line of figures. Put a first line of headings, then one line a "
            "measure."
        ),
    ),
    (
        "RXB32",
        "column-missing",
        (
            "No column is headed “%(expected)s”; met: %(met)s. Head each column with one of "
            "these words."
        ),
    ),
    (
        "RXB33",
        "unreadable-number",
        (
            "“%(met)s” is no number. Write it as 1234,5 or 1 234,5; leave the cell empty where "
            "nothing was measured."
        ),
    ),
    (
        "RXB34",
        "ambiguous-number",
        "“%(met)s” may be a thousand or a decimal. Write %(expected)s.",
    ),
    (
        "RXB35",
        "unreadable-day",
        "“%(met)s” is no date that we can read. Write it as %(expected)s.",
    ),
    (
        "RXB36",
        "units-mixed",
        ("These figures are in “%(met)s”, others in “%(expected)s”. Keep one unit in a table."),
    ),
    (
        "RXB37",
        "measured-twice",
        "“%(met)s” is measured twice on %(expected)s. Keep one of the two lines.",
    ),
    (
        "RXB38",
        "merged-cells",
        (
            "The cells %(met)s are merged: nobody can tell which line the figure belongs to. "
            "Unmerge them, and write the figure on each line."
        ),
    ),
    (
        "RXB39",
        "formula-without-value",
        (
            "This cell holds a formula whose result was never saved (%(met)s). Open the file, "
            "save it, and bring it again."
        ),
    ),
    (
        "RXB40",
        "not-a-spreadsheet",
        "“%(met)s” cannot be read as a table. Save it as %(expected)s.",
    ),
    (
        "RXB41",
        "unknown-group",
        "“%(met)s” says no group. Write one of: %(expected)s.",
    ),
    (
        "RXB42",
        "too-many-cells",
        "This line has %(met)s cells, the headings %(expected)s. Take the extra ones out.",
    ),
    (
        "RXB43",
        "measured-later",
        "%(met)s has not come yet: today is %(expected)s. Correct the date of the figure.",
    ),
    (
        "RXB44",
        "table-too-large",
        (
            "This table holds %(met)s figures, and %(expected)s can be brought at once. Bring it "
            "in several parts, a few periods each."
        ),
    ),
)
"""Code, kind and sentence of each; `refusals` says how they may change."""
