"""The sentences of refusals around a pilot: notes, surveys, points, readings, meetings."""

SENTENCES = {
    "names-mail-address": "“%(met)s” looks like a mail address. Take it out: nobody is named here.",
    "names-telephone": "“%(met)s” looks like a telephone number. Take it out: nobody is named "
    "here.",
    "names-civility-with-a-name": "“%(met)s” looks like somebody’s name. Say the role instead, "
    "such as “a colleague of the front desk”.",
    "names-street": "“%(met)s” looks like a postal address. Take it out: nobody is to be found "
    "again here.",
    "note-stays": "A note is taken back by whoever wrote it, within %(minutes)s minutes, and only "
    "while nothing corrects it. Write a correction instead: it stands after the note.",
    "note-corrected": "This note was corrected already. Correct the correction, at the top of the "
    "list.",
    "not-crossable": "Answers are crossed by a question of one choice. Choose one of those, or "
    "none.",
    "bad-options": "There are %(met)s choices, or the same one twice. Write from two to "
    "%(expected)s different ones, one on each line.",
    "number-read": "“%(met)s” is not a number. Write it in figures, such as 12 or 2,5.",
    "nothing-answered": "No question is answered. Answer one at least, or close this page.",
    "survey-not-draft": "This survey was opened: its questions stay as people read them. Make "
    "another wave, or another survey.",
    "survey-not-open": "This survey takes no answers today.",
    "survey-empty": "There is no question yet. Write one at least, then open the survey.",
    "survey-too-long": "%(met)s is too far away. Choose a day up to %(expected)s: people answer in "
    "the first days, and results wait for the last one.",
    "survey-link-used": "This link has served already: each works once.",
    "survey-full": "This survey has as many answers as it may hold. Tell whoever gave you the "
    "link.",
    "not-single": "This survey is answered by one link open to all. There are no single links to "
    "make.",
    "reader-unknown": "Choose one of the pilots of the list.",
    "reading-answered": "This request was answered already. Reload the page to read it.",
    "nothing-to-read": "This pilot has no plan or report to read yet. Come back once it has.",
}
"""One sentence for each kind, as in `wording`: what is refused, and how to mend it."""
