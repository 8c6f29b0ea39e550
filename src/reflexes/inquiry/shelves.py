"""What each shelf is for in any inquiry, as English message ids."""

SHELVES = {
    "controversies": "A tension between two poles, what is in debate, and the best case for each.",
    "phenomena": "Something that the inquiry goes to look at, on the line of one controversy.",
    "pistes": "A prospective lead: what it answers, who can try it, what would prove it wrong.",
    "principles": "A word under which the inquiry puts what it looks for, and its definition.",
    "orientations": "A heading under which pistes are grouped.",
    "organisations": "An organisation that started, supported, joined or tried something.",
    "sources": "Something published: its address, the day it was seen, how far it was read.",
    "observations": "One fact, with its source or its interviews, its place, its day, the "
    "phenomena it speaks of and where it stands in a controversy.",
    "interviews": "A meeting with people, alone or in a workshop: their functions and never their "
    "names, what they agreed to, and when.",
    "experiments": "A trial of a piste: what was tried, abandoned and learnt.",
    "evidence": "What a trial found for a piste, by which design, and what it does not say.",
    "disagreements": "Where sources differ, recorded as such and not smoothed away.",
}
"""One sentence for each shelf, in reading order."""
