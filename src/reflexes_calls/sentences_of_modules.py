"""The sentences of refusals around training modules, their sessions and their shelf."""

SENTENCES = {
    "module-saved-elsewhere": "This module was saved elsewhere meanwhile, and nothing of yours was "
    "lost: it is still in the fields, with what is kept beside it. Look at both, then save again.",
    "too-many-modules": "You keep %(most)s modules already. Erase one that no longer serves.",
    "fewer-minutes-than-steps": "%(met)s minutes are too few: this activity has %(expected)s "
    "steps. Write %(expected)s or more, or put another activity in its place.",
    "fewer-minutes-than-sequence": "%(met)s minutes are too few: the activities of this sequence "
    "need %(expected)s together. Write %(expected)s or more, or move an activity elsewhere.",
    "ends-after-midnight": "Starting at %(met)s, this session would end on the next day. Start at "
    "%(expected)s at the latest, or take minutes away.",
    "module-read-only": "The link of this module lets one read it, not copy it. Ask whoever gave "
    "it to you.",
    "module-changed-since": "The module was saved meanwhile, and nothing was published. Look at "
    "its running sheet again, then publish it.",
    "module-withdrawn": "This module was taken off the shelf on %(day)s by its author. Others are "
    "on the shelf.",
    "module-withdrawn-why": "This module was taken off the shelf on %(day)s: %(reason)s",
    "session-closed": "This session takes no more answers: whoever led it has closed it.",
    "session-full": "This session has %(most)s answers already and takes no more. Tell whoever led "
    "it.",
    "too-many-sessions": "This module has %(most)s sessions already. Duplicate it to announce "
    "more.",
    "nothing-said": "Nothing is written yet. Write at least one answer.",
    "no-record-chosen": "Choose the record that your remark is about.",
    "module-unreadable": "This module was made by an earlier version of this site (edition "
    "%(edition)s), whose form is read no more. Compose it again; its files stay yours.",
    "too-many-subjects": "%(met)s subjects are ticked; a module takes at most %(expected)s. Untick "
    "some.",
    "no-piste-to-study": "No piste answers this subject, and an activity studies one. Tick a "
    "piste, or choose another activity.",
    "no-evidence-to-read": "This edition holds no evidence to read. Choose another activity.",
    "module-text-refused": "To mend in the text: %(count)s. Each is said with its line below; "
    "nothing was kept.",
    "module-not-text": "This file is no text in UTF-8. Send the module’s .toml file, saved as "
    "plain text in UTF-8.",
    "module-text-missing": "Choose the module’s .toml file, or write in the text below.",
    "module-text-too-large": "This file is too large: a module’s text weighs 256 kB at most.",
    "module-does-not-hold": "The module does not hold yet: %(count)s things are to be mended. Its "
    "page says which.",
}
"""As in `wording`."""
