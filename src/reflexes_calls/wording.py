"""The sentence of every refusal: English message ids here, French words in `locale/`."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from reflexes_calls.domain.clock import PLACE
from reflexes_calls.domain.errors import FieldRefusal, Refused
from reflexes_calls.sentences_of_field import SENTENCES as OF_THE_FIELD
from reflexes_calls.sentences_of_modules import SENTENCES as OF_MODULES
from reflexes_calls.sentences_of_pilots import SENTENCES as OF_PILOTS

SENTENCES = {
    **OF_MODULES,
    **OF_PILOTS,
    **OF_THE_FIELD,
    "no-such-tranche": "The agreement has no payment number %(met)s. It has: %(expected)s.",
    "milestone-delivered": "This milestone was delivered: it stays as it is. Set another one.",
    "too-many-milestones": "A pilot has %(most)s milestones at most. Take one away first.",
    "not-found": "Nothing bears this address. Check it, or start from the list.",
    "not-allowed": "This belongs to another role. Ask the manager of the call if you "
    "should hold it.",
    "not-your-organisation": "You do not belong to %(organisation)s. Choose one of your "
    "own administrations.",
    "not-assigned": "This application was not given to you to review. Ask the manager of the call.",
    "not-open": "This step is no longer open, or not yet. Go back to the page to see what "
    "can be done now.",
    "too-late": "Applications closed on %(deadline)s. Your draft is kept, but it can no "
    "longer be submitted.",
    "form-amended": "The questions of this call have changed (version %(expected)s). Carry your "
    "draft over first: nothing of it is lost.",
    "never-sent": "This draft was never submitted, so nobody else reads it: there is nothing to "
    "withdraw. You may leave it as it is.",
    "not-letter": "This is for letters of intent only.",
    "not-full": "Only a full application can be read and decided. This one is a letter of intent.",
    "missing-file": "Attach a file here.",
    "not-between": "%(met)s is outside the period %(expected)s.",
    "money-beside-none": "“This call gives no money” is ticked, and yet “%(met)s” is written "
    "here. Untick the box, or empty this.",
    "to-save": "Proposed on the page, and not kept yet: look at it, then save the page.",
    "no-shortlist-day": "Nothing says when teams learn whether they may go on to the full "
    "application. Write the day.",
    "english-alone": "“%(expected)s” stands in English alone. Write it in French too, or empty "
    "the English.",
    "english-astray": "“%(expected)s”: the English is the one that was proposed, and the French "
    "has changed. Translate it again, or empty it.",
    "title-untranslated": "The title is not translated: whoever reads in English will see the "
    "French.",
    "summary-untranslated": "The summary is not translated: whoever reads in English will see the "
    "French.",
    "part-missing": "Write the part “%(expected)s”.",
    "opens-at-once": "This day is past (%(met)s): the call opens as soon as you publish it.",
    "no-cutoffs": "A permanent call has at least one earlier cut-off date. Write one, or choose "
    "a single closing.",
    "no-piste": "Tick at least one piste: a call starts from one.",
    "no-criterion": "Write at least one criterion: applications are marked on it.",
    "no-project-criterion": "All criteria are marked by the jury on the protocol. Give at least "
    "one to the jury on the projects: files are compared on it.",
    "weightless": "This criterion weighs nothing. Give it a weight of 1 or more, or remove it.",
    "same-code": "Another criterion bears the short code “%(met)s” already. Write another one, or "
    "leave it empty.",
    "levels-missing": "Say in words what these marks mean: %(met)s.",
    "unfed": "No question of the application feeds “%(met)s”. Tie a question to it on the page of "
    "the questions, or remove the criterion.",
    "no-letter-section": "A call of two steps begins with a letter of intent, and no section is "
    "asked in it. Mark one as asked in the letter.",
    "money-asked": "This call gives no money, yet “%(met)s” asks for an amount. Remove the "
    "question, or say that the call is funded.",
    "unscored": "No criterion looks at “%(met)s”, although it is required. Tie a criterion to it, "
    "or make it optional.",
    "parts-untranslated": "Not translated: %(expected)s. Whoever reads in English will see the "
    "French.",
    "criterion-untranslated": "Its words are not all translated (%(met)s left). Whoever reads in "
    "English will see the French.",
    "days-moved": "These days come from the call you copied, %(met)s weeks later. Look at each of "
    "them, then save the page.",
    "piste-changed": "“%(met)s” has changed since edition %(expected)s. Compare both, then save "
    "the page.",
    "old-year": "This text speaks of %(met)s, a year before this call opens. Keep it only if it "
    "is meant.",
    "too-early": "Applications open on %(opens)s. Come back then.",
    "before-deadline": "Applications may arrive until %(deadline)s. Reviews and decisions "
    "come afterwards.",
    "own-administration": "This application comes from the reviewer’s own administration. "
    "Choose another reviewer.",
    "already-reviewed": "Your review was already submitted, and is final.",
    "changed-elsewhere": "This draft was saved elsewhere in the meantime. Both texts are "
    "kept: compare them, then save again.",
    "changed-since": "This draft was saved in the meantime, and nothing was submitted. Read it "
    "again, then submit it.",
    "review-saved-elsewhere": "Your review was saved from another tab or device meanwhile. "
    "Nothing is lost: both texts are on this page. Keep what you want, then save again.",
    "jury-not-reading": "The jury no longer reads: it deliberates, or has finished. Ask the "
    "managers of the call to open reading again.",
    "jury-not-deliberating": "The jury does not deliberate now. Its deliberation must be open "
    "first.",
    "reviews-awaited": "Reviews are still awaited: %(met)s. Wait for them, or say why the "
    "deliberation opens without them.",
    "jury-deliberates-already": "The deliberation of this jury is open already.",
    "jury-not-forming": "Reading was opened already.",
    "not-spoken": "You have not submitted a review of this file: there are no marks to change.",
    "not-present": "Only jurors ticked as present may speak in this deliberation. Ask its chair "
    "to tick you.",
    "marks-unchanged": "These are the marks you gave already. Change at least one.",
    "nobody-to-remind": "Nobody is to be reminded: all reviews are in, or reminders left less "
    "than a day ago.",
    "too-few-reviews": "%(met)s reviews are in; %(expected)s are needed before deciding.",
    "too-few-protocol-reviews": "%(met)s reviews of the protocol are in; %(expected)s are needed "
    "before deciding.",
    "put-aside": "This draft was put aside. Take it up again first.",
    "at-hand": "This draft is not put aside: go on writing it.",
    "undecided": "%(count)s applications are not decided yet. Decide them first.",
    "no-draft-here": "This session drafts no application: its module studies no piste.",
    "unknown-subject": "No controversy, phenomenon or piste bears the code “%(met)s”. Tick one of "
    "the list.",
    "builders-busy": "Files of other modules are being made. Ask for yours again in a few seconds.",
    "piste-without-content": "Only the name of this piste is public. Choose another one.",
    "wrong-sign-in": "The address or the password is wrong. Check both and try again.",
    "too-many-attempts": "Too many attempts. Try again after %(until)s.",
    "account-closed": "This account is closed. Ask whoever runs this site.",
    "sign-in-link-used": "This link was used already. Ask for another one from the sign-in page.",
    "sign-in-link-expired": "This link is too old. Ask for another one from the sign-in page.",
    "wrong-password": "This is not your present password. Type it again, or ask for a link to "
    "choose another one.",
    "wrong-code": "This code is not the right one, or was used already. Wait for the next one and "
    "type its six figures.",
    "code-late": "This sign-in waited too long. Sign in again.",
    "factor-needed": "Your role asks for a second code: you cannot take it off. Ask an "
    "administrator to do it when you change telephones.",
    "factor-first": "Your role asks for a second code. Set it up on the page of your data first.",
    "session-old": "You have no password here, so your session must be a new one. Sign out, sign "
    "in again, then make the token within ten minutes.",
    "no-scope": "Tick at least one thing that this token may do.",
    "letter-settled": "This letter waits no more: it was let go or held back in the meantime.",
    "not-a-webhook": "“%(met)s” cannot be called. Give an address that begins with https:// and "
    "that anyone on the internet may reach.",
    "none-chosen": "Tick at least one thing to be told.",
    "too-many-webhooks": "This call has %(expected)s addresses already. Remove one that no longer "
    "serves.",
    "too-many-tokens": "You have %(most)s tokens already. Take back one that no longer serves.",
    "token-unknown": "This token is none that this service knows. Check that it was copied whole, "
    "or make another one on the page of your tokens.",
    "token-ended": "This token has ended or was taken back. Make another one on the page of your "
    "tokens.",
    "scope-missing": "This token may not do that: it lacks the scope “%(scope)s”. Make one that "
    "has it, on the page of your tokens.",
    "key-reused": "This key was used for another request. Give each thing that you ask for a key "
    "of its own.",
    "request-under-way": "The same request is being answered at this moment. Ask again in a few "
    "seconds, with the same key.",
    "factor-unreadable": "The service cannot read your second code any more. Ask whoever runs it "
    "to take it off.",
    "provider-away": "ProConnect does not answer. Try again in a few minutes, or sign in by mail.",
    "provider-untrue": "What ProConnect gave could not be checked. Start again from the sign-in "
    "page.",
    "provider-refused": "ProConnect did not let you in, or you gave up. Start again, or sign in "
    "by mail.",
    "provider-late": "You came back from ProConnect too late, or twice. Start again from the "
    "sign-in page.",
    "provider-no-address": "ProConnect gave no mail address for you. Ask your administration to "
    "complete your record.",
    "account-exists": "%(email)s has an account here already. Sign in with it, then tie "
    "ProConnect to it on the page of your data.",
    "identity-elsewhere": "This ProConnect identity is tied to another account. Sign in with that "
    "one, or ask whoever runs this site.",
    "organisation-named": "An organisation bears this name already, without this SIRET. Ask "
    "whoever runs this site to complete it.",
    "organisation-known": "This SIRET is that of “%(met)s” already.",
    "account-invited": "%(met)s is invited already. Cancel that invitation before sending another.",
    "account-invitation-used": "This invitation was accepted already. Sign in.",
    "factor-there": "A second code is set up already. Take it off before setting up another one.",
    "no-factor": "No second code is set up here.",
    "last-administrator": "Nobody else administers this site. Name another administrator first.",
    "last-manager": "Nobody else manages this call. Give this role to someone else first.",
    "not-a-member": "This person does not belong to the organisation.",
    "no-role": "Choose a role, or an organisation: an invitation says what it is for.",
    "nobody-there": "Nobody has an account with the address “%(met)s”. Invite them instead.",
    "erase-unsure": "Tick the box: erasing cannot be undone.",
    "invalid": "Some answers are to mend: %(count)s.",
    "missing": "Fill this in.",
    "too-long": "This is %(met)s characters long; shorten it to %(expected)s at most.",
    "too-short": "This is too short: write at least %(expected)s characters.",
    "several-lines": "Write this on one line.",
    "unreadable": "This text holds a character that cannot be read. Type it again.",
    "not-a-number": "“%(met)s” is not a number. Write it in figures, such as %(expected)s.",
    "not-a-decimal": "“%(met)s” is not a number. Write it in figures, such as %(expected)s.",
    "too-many-figures": "“%(met)s” has too many figures. Write %(expected)s of them at most.",
    "code-malformed": "“%(met)s” is not a short code. Use small letters without accents, figures "
    "and hyphens, such as %(expected)s; or leave it empty, and it is made for you.",
    "not-a-day": "“%(met)s” is not a day. Write it such as 01/12/2026.",
    "not-an-hour": "“%(met)s” is not an hour. Write it such as 16:20.",
    "past-day": "%(met)s is past. Choose a later day.",
    "future-day": "%(met)s is yet to come. Write the day it was recorded, %(expected)s at "
    "the latest.",
    "not-after": "%(met)s must come after %(expected)s. Choose a later day.",
    "too-small": "%(met)s is too little: write %(expected)s at least.",
    "too-large": "%(met)s is too much: write %(expected)s at most.",
    "too-many": "There are %(met)s; keep %(expected)s at most.",
    "not-ticked": "Tick this box to submit.",
    "not-a-choice": "Choose one of the values of the list.",
    "not-a-mark": "Choose a mark from 0 to 4.",
    "malformed": "“%(met)s” does not have the expected form.",
    "unanswered-promise": "Answer this promise, if only by “not measured”.",
    "already-used": "“%(met)s” already has an account.",
    "not-an-address": "“%(met)s” is not a mail address. Write it such as "
    "prenom.nom@mairie.example.",
    "invited-oneself": "%(met)s is your own address. Write that of a colleague.",
    "already-in-team": "%(met)s already belongs to the team of this application.",
    "already-invited": "%(met)s is invited already. Send that invitation again, or cancel it.",
    "too-many-invited": "%(count)s invitations wait for an answer. Cancel one before sending "
    "another.",
    "link-unknown": "This link is not one of ours. Copy the whole address from the letter, or ask "
    "for a new letter.",
    "invitation-used": "This invitation was accepted already. Sign in to find the application.",
    "invitation-cancelled": "This invitation was cancelled. Ask whoever sent it for another one.",
    "invitation-expired": "This invitation is too old. Ask whoever sent it to send it again.",
    "other-address": "You are signed in as %(met)s; this invitation is for %(expected)s. Sign out, "
    "then open the link of the letter again.",
    "reader-cannot-join": "You were asked to review this application, so you cannot join its team.",
    "not-a-guest": "You belong to the administration that applies: its members cannot leave its "
    "applications.",
    "own-application": "The reviewer belongs to the team of this application. Choose another "
    "reviewer.",
    "recused": "You belong to the team of this file. Another manager of the call handles it.",
    "own-partner": "The reviewer is a partner of this application. Choose another reviewer.",
    "page-lost": "This page of the list is no longer there. Start from its beginning.",
    "too-many-links": "You asked for %(count)s links within an hour. Open the last letter, or wait "
    "an hour.",
    "resume-used": "This link was used already. Sign in, or ask for another link from the draft.",
    "resume-expired": "This link is too old. Sign in, then ask for another link from the draft.",
    "resume-removed": "You no longer belong to the team of this application. Ask its leads.",
    "role-not-taken": "This call does not ask for such partners. Read again what it expects.",
    "too-many-partners": "An application names %(count)s partners at most.",
    "evaluator-without-siret": "Write the SIRET of the evaluator: it shows that they are "
    "independent of you.",
    "evaluator-is-lead": "%(met)s is part of the administration that leads. Choose an evaluator "
    "from another organisation.",
    "evaluator-is-partner": "The evaluator must be independent, and %(met)s is of the same "
    "organisation. Choose another one.",
    "partner-is-lead": "%(met)s leads this application already: name only the others here.",
    "partner-twice": "%(met)s is already among the partners. Remove it first to name it anew.",
    "partners-missing": "This call asks for a partner. Name one and ask them to sign.",
    "evaluator-missing": "This call asks for an independent evaluator. Name one and ask them to "
    "sign.",
    "partner-unsigned": "%(met)s has not signed. Ask them again, or replace them.",
    "partner-signed-before": "%(met)s signed an earlier version of this file. Ask them to sign "
    "this one.",
    "partner-declined": "%(met)s declined. Remove or replace this partner.",
    "partner-removed": "The team has removed your organisation from this application. There is "
    "nothing left to sign.",
    "already-signed": "%(name)s has signed what stands now: there is nothing to ask.",
    "asked-just-now": "%(name)s was written to within the hour. Wait before reminding them.",
    "changed-while-reading": "The application was changed while you were reading. Read it again "
    "below, then sign.",
    "no-organisation": "Only members of an administration may do this. Ask an administrator of "
    "this site to add yours.",
    "too-many-messages": "You sent %(count)s messages in a day. Go on tomorrow.",
    "unknown-territory": "“%(met)s” is not the code of a territory. Look for the territory by "
    "its name, then write its code.",
    "near-territory": "“%(met)s” is not the code of a territory. Write the code of the one you "
    "mean: %(expected)s.",
    "postal-code": "%(met)s is a postal code. Write the official code instead: %(expected)s.",
    "merged-territory": "%(met)s is no longer a commune: it is now in %(expected)s. Write that "
    "code.",
    "recoded-territory": "%(met)s has changed its code. Write that of today: %(expected)s.",
    "siret-length": "This SIRET has %(met)s digits; it must have %(expected)s. Copy it again.",
    "siret-letters": "“%(met)s” holds something else than digits. Write the %(expected)s digits "
    "of the SIRET.",
    "siren-alone": "%(met)s is a SIREN. Write the SIRET, which has %(expected)s digits: these "
    "nine and five more.",
    "siret-wrong-siren": "%(met)s is not a SIRET: one of its first nine digits is wrong. Compare "
    "them one by one.",
    "siret-wrong-end": "%(met)s is not a SIRET: one of its last five digits is wrong. Compare "
    "them one by one.",
    "unnamed-siret": "The SIRET %(met)s is well written, but we do not know its name. Write the "
    "name beside it.",
    "copy-without-zones": "No answer was found in this document: its codes between double brackets "
    "are gone. Download a working copy again, and copy your texts into it.",
    "copy-of-another": "This document is the working copy of another application. Open that one, "
    "or copy the texts by hand.",
    "journal-not-yours": "The journal of this call is for its manager, and for whoever holds a "
    "receipt of it. Submit an application first.",
    "file-none": "Choose a file first, then send it.",
    "file-empty": "This file is empty. Choose the right one, or save it again first.",
    "file-too-large": "This file weighs %(met)s MB; the limit is %(expected)s MB. Make its "
    "pictures lighter, or cut it in two.",
    "files-too-large": "What was sent weighs %(met)s MB or more; each file may weigh "
    "%(expected)s MB. Send lighter files, or fewer at once.",
    "file-too-many": "There are already %(met)s files, and %(expected)s is the most. Remove one "
    "first.",
    "file-type": "Files in %(met)s are not taken here. Save it as one of these: %(expected)s.",
    "file-unknown": "The kind of this file is not known. Save it as one of these: %(expected)s.",
    "file-misnamed": "Its name ends in %(met)s, but its content is something else. Open it and "
    "save it as one of these: %(expected)s.",
    "file-broken": "This file is cut short or damaged. Open it to check it, save it again, then "
    "send it again.",
    "file-encoding": "This text is not in UTF-8. Save it again, choosing “CSV UTF-8” or "
    "“UTF-8”, then send it again.",
    "file-locked": "A password protects this file. Remove the password, save it, then send it "
    "again.",
    "file-macros": "This file holds macros, which are not taken. Save it without them, or as PDF.",
    "file-bomb": "Unpacked, this file weighs at least %(met)s MB; %(expected)s MB is the most. "
    "Save it as PDF.",
    "file-packed": "This file holds too many others, or files inside files. Save it as PDF.",
    "file-infected": "The virus scan found something in this file: it was not kept. Send a clean "
    "copy.",
    "file-unscanned": "The virus scan did not answer. Nothing is lost: send the file again in a "
    "few minutes.",
    "file-longer": "More arrived than was announced. Choose the file again, then send it again.",
    "file-offset": "%(expected)s bytes have arrived so far, not %(met)s. The sending goes on from "
    "there.",
    "form-same-code": "The code “%(met)s” is used twice. Each question, section, choice or column "
    "needs its own.",
    "form-always-asked": "“%(met)s” is always asked: lists and letters speak of it. Keep it "
    "required, for everyone, without condition.",
    "form-fixed-kind": "This code is known to the lists and stands for another kind of answer. "
    "Make a new question instead.",
    "form-empty": "The application asks nothing. Add a question to a section of the full "
    "application.",
    "form-letter-without": "The letter of intent must ask for “%(met)s” too. Tick the letter on "
    "the section that holds it.",
    "form-unnamed-section": "A section has no heading in French. Write one.",
    "form-section-never": "“%(met)s” is asked at no moment. Tick the letter of intent or the full "
    "application.",
    "form-unnamed": "“%(met)s” has no words in French yet. Write them.",
    "form-bounds": "In “%(met)s”, the least is above the most (%(expected)s). Change one of them.",
    "form-few-choices": "“%(met)s” needs at least two choices. Add some, or remove the question.",
    "form-no-column": "The table “%(met)s” has no column. Add one, or remove the question.",
    "form-not-in-table": "In the table “%(met)s”, one column holds something that no table can "
    "hold. Remove it.",
    "form-no-total": "The total of “%(met)s” adds up a column that is gone, or that holds no "
    "number. Choose another one.",
    "form-when-gone": "“%(expected)s” is asked only after an answer to “%(met)s”, which was taken "
    "out. Take “%(met)s” back, or remove the condition of “%(expected)s”.",
    "form-when-unknown": "“%(expected)s” is asked only after an answer to a question whose code is "
    "“%(met)s”, and none has it. Remove the condition of “%(expected)s”.",
    "form-when-internal": "“%(expected)s” is asked only after an answer to “%(met)s”, which your "
    "team alone fills in. Remove the condition of “%(expected)s”.",
    "form-when-later": "“%(expected)s” is asked only after an answer to “%(met)s”, which does not "
    "come before it. Move “%(met)s” up, or remove the condition of “%(expected)s”.",
    "form-when-value": "“%(expected)s” waits for an answer that “%(met)s” can never have. Remove "
    "the condition of “%(expected)s” and choose again.",
    "form-when-phase": "“%(expected)s” is asked only after an answer to “%(met)s”, which is not "
    "asked at the same moment. Remove the condition of “%(expected)s”.",
    "form-same-choice": "In “%(expected)s”, two choices say “%(met)s”. Change or remove one "
    "of them.",
    "form-same-column": "In “%(expected)s”, two columns say “%(met)s”. Change or remove one "
    "of them.",
    "same-choice": "Another choice says “%(met)s” already. Write something else, or remove one.",
    "same-column": "Another column says “%(met)s” already. Write something else, or remove one.",
    "to-set": "This is still to be set.",
    "words-missing": "Write these words.",
    "choice-missing": "Write the words of the choice, then add it.",
    "column-missing": "Write the words of the column, then add it.",
    "condition-missing": "Choose a question and what its answer must be, then add the condition.",
    "figure-alone": "The figure “%(met)s” is compared with no answer. Choose “at least” or “at "
    "most” under a question, or empty the figure.",
    "figure-missing": "Write the figure to compare the answer with.",
    "internal-required": "A question for your team alone cannot be required: no applicant sees it. "
    "Untick one of the two boxes.",
    "form-no-criterion": "“%(expected)s” is tied to the criterion “%(met)s”, which this call does "
    "not have. Open the question and save it: the tie goes away.",
    "form-internal-when": "“%(met)s” is for your team alone and takes no condition. Remove the "
    "condition.",
    "form-internal-file": "“%(met)s” is for your team alone and cannot be a file. Remove it and "
    "ask for a text.",
    "form-kind-changed": "This question was published as another kind of answer, which cannot "
    "change. Make a new question instead.",
    "form-holds-always-asked": "This section holds the title or the summary, which are always "
    "asked. Move them to another section first.",
    "form-code-reused": "The code “%(met)s” was published for another kind of answer. Give this "
    "question another code.",
    "form-reserved-code": "The code “%(met)s” is one that the pages use themselves. Choose another "
    "one.",
    "form-full": "There are already %(expected)s of them, the most there can be. Remove one first.",
    "form-present": "This draft already answers the present questions. There is nothing to carry.",
    "plan-changed": "The draft was changed since you opened this page. Look at it again, then "
    "decide.",
    "nothing-carried": "This draft was not carried over, so there is nothing to put back.",
    "question-changed": "Someone changed this in the meantime. What you typed is still below: "
    "saving it again replaces what they wrote.",
    "bounds-crossed": "The most (%(met)s) is below the least (%(expected)s). Change one of them.",
    "no-kind": "Choose what kind of answer you expect.",
    "no-phase": "Tick at least one moment at which this section is asked.",
    "amend-nothing": "Nothing differs from what is published. Change something first.",
    "amend-closed": "Applications closed on %(expected)s. The text of the call no longer changes.",
    "amend-opened": "Applications have been open since %(expected)s. This day no longer changes.",
    "amend-earlier": "%(met)s is earlier than what was announced. Choose %(expected)s or later.",
    "amend-passed": "This deadline has passed (%(expected)s). It no longer changes.",
    "amend-cutoff-gone": "An announced cut-off date is missing. Keep it, or move it later: "
    "%(expected)s.",
    "amend-criteria": "The first deadline has passed (%(expected)s). Criteria no longer change: "
    "take your changes to them back.",
    "amend-readers": "The first deadline has passed (%(expected)s). The number of readers no "
    "longer changes.",
    "amend-taken-away": "Applications have been open, and some may rest on this rule. It is no "
    "longer taken away.",
    "admitted-awaited": "A file that was admitted late may still arrive until %(until)s. Conclude "
    "the call after that.",
    "outage-stays": "Without this outage, the deadline of “%(call)s” would go back to %(until)s, "
    "which has passed. Everyone was told the later one: it stands.",
    "amendment-changed": "This amendment was changed since you opened this page. Read the "
    "difference again, then publish it.",
    "questions-closed": "Questions could be asked until %(until)s. Write to the contact that the "
    "call names.",
    "too-many-questions": "%(count)s of your questions wait for an answer. Ask again once they are "
    "answered.",
    "holds-mail": "“%(met)s” looks like a mail address. Take it out: the question becomes public, "
    "and the answer reaches you by letter.",
    "holds-telephone": "“%(met)s” looks like a telephone number. Take it out: the question becomes "
    "public, and the answer reaches you by letter.",
    "answered-meanwhile": "Someone else answered in the meantime. Their answer stands, yours is "
    "still in the form: compare, then send again.",
    "no-draft": "Choose the administration whose file you admit.",
    "too-far": "%(met)s is too far ahead. Choose %(expected)s at the latest.",
    "prepared-changed": "A decision was prepared or changed since you opened this page. Read them "
    "again, then release.",
    "others-come-first": "Another file comes first, at rank %(met)s. Say why this one is called up "
    "before it.",
    "beyond-the-budget": "%(met)s € is more than what is free: %(expected)s €. Grant less, or tick "
    "that the programme adds the money that is missing.",
    "waiting-list-closed": "The waiting list was closed on %(at)s: nobody can be called up.",
    "appeal-waits": "An appeal against the decision on this file waits for its answer. Answer it "
    "first.",
    "nobody-waits": "Nobody waits on this list any more.",
    "nothing-prepared": "No prepared decision is ticked. Tick at least one file.",
    "appeal-too-late": "Appeals could be lodged until %(until)s. The administrative court may "
    "still tell you what remains open.",
    "already-appealed": "An appeal was lodged against this decision already. Its answer comes by "
    "letter.",
    "no-appeal": "No appeal waits for an answer here.",
    "tranches-sum": "The payments add up to %(met)s, and %(expected)s is granted. Correct one of "
    "them.",
    "agreement-missing": "Write the agreement first, then issue it.",
    "agreement-frozen": "This agreement is issued: its text no longer changes. Take it back to "
    "change it.",
    "agreement-not-issued": "This agreement is not issued, or is signed already.",
    "agreement-not-signed": "Only an agreement that is signed is paid.",
    "future-signing": "%(met)s is yet to come. Write the day it was signed, %(expected)s at the "
    "latest.",
    "already-paid": "This payment is noted already.",
    "import-empty": "Nothing to bring in this file: it needs a line of headings, then a row for "
    "each application.",
    "import-mapping": "What columns become cannot be read. Write it as the page of the import of "
    "the documentation shows.",
    "import-no-source": "Name the service that this file comes from: it tells what was brought "
    "already.",
    "import-no-number": "No column gives the number of each application there. Choose one: without "
    "it, the same file brought twice would make everything double.",
    "import-no-siret": "No column gives the SIRET of who applies. Choose one.",
    "import-no-answer": "No column answers “%(met)s”, which every application says. Choose one.",
    "import-target": "“%(met)s” is no question of this call that a column may answer. Choose "
    "another one.",
    "import-no-column": "This file has no column “%(met)s”. Take it out, or correct its name.",
    "import-twice": "Two columns or sheets become the same thing as “%(met)s”. Keep one of them.",
    "import-unnumbered": "The number of this application is missing. Write it.",
    "import-same-number": "“%(met)s” is the number of line %(expected)s too. Remove one of the two "
    "rows.",
    "import-nobody": "The SIRET of who applies is missing. Write it.",
    "import-state": "“%(met)s” is no state that we know. Empty it, or write “En construction” or "
    "“En instruction” for the files to bring.",
    "import-to-come": "%(met)s is yet to come. Correct the day on which this file was sent.",
    "import-orphan": "No application of the main sheet bears the number “%(met)s”. Correct it, or "
    "remove this line.",
    "import-applied": "%(met)s has a file in this call already, and each administration may have "
    "one only. Remove this row.",
    "import-twice-here": "%(met)s has a file on line %(expected)s already, and each administration "
    "may have one only. Remove one of the two rows.",
    "import-choice": "“%(met)s” is not offered by the question. These are: %(expected)s.",
    "import-consent": "“%(met)s” is neither a yes nor a no. Write one of them, or empty the cell.",
    "import-stage": "Applications are brought into a call that is published and not concluded.",
    "import-read": "The jury has begun to read: a file that comes now would not be read as the "
    "others were. Nothing is brought any more.",
    "import-refused": "%(count)s things are to be mended in the file first. Nothing was brought.",
    "import-changed": "The call or what came to it has changed since you read this page. Read it "
    "again, then confirm. Nothing was brought.",
    "import-nothing": "No new application is in this file. Nothing was brought.",
    "import-wider": "Line %(met)s has more cells than there are headings (%(expected)s). Check "
    "what parts its cells, or add the missing headings.",
    "import-columns": "A sheet has %(met)s columns; %(expected)s is the most. Remove those that "
    "are not needed.",
    "import-rows": "There are %(met)s rows; %(expected)s is the most. Cut the file in several.",
    "import-heavy": "This file holds too much text, or a cell of more than %(expected)s "
    "characters. Cut it in several.",
    "import-letters": "The letters of this file cannot be read. Save it again as CSV in UTF-8.",
    "import-sheets": "There are %(met)s sheets; %(expected)s is the most. Remove those that are "
    "not needed.",
    "import-formula": "A cell holds a formula (%(met)s), and none is worked out here. Paste values "
    "only, then send the file again.",
    "juror-bound": "Something ties this reviewer to the application: see the page of the jury. "
    "Choose another reviewer, or lift the tie there with a reason.",
    "juror-gone": "This person declined or left the jury. Invite them again, or choose someone "
    "else.",
    "juror-there": "%(met)s is in the jury of this call already, or was invited to it. Look at the "
    "list of members.",
    "juror-answered": "This invitation was answered already. Reload the page to see how.",
    "juror-not-in": "This person is not in the jury, or is no more. Reload the page.",
    "jury-changed": "This page was changed elsewhere in the meantime. Read it again, then write "
    "your change.",
    "jury-declined": "You have declined this invitation. Write to the manager of the call if you "
    "changed your mind.",
    "jury-answered": "This invitation was accepted already. Sign in, then open “My juries”.",
    "charter-changed": "The charter was changed while you were reading it. Read it again, then "
    "sign.",
    "nothing-to-remind": "Nothing is awaited of this person: they have answered and signed.",
    "recusal-stands": "A juror recused themselves: that stands, whatever a manager thinks of it.",
    "tie-stands": "This tie cannot be lifted: the juror’s own organisation is a party to the "
    "application.",
    "bond-lifted": "Nothing stands there any more: this tie was lifted already.",
    "bond-with-nobody": "Write the name of an organisation or its SIRET number, or choose an "
    "application.",
    "not-a-department": "“%(met)s” is no number of a département. Write one such as 35, 2A or 974.",
    "no-language": "Tick at least one language that you read.",
    "most-below-least": "At most %(met)s is less than at least %(expected)s. Change one of them.",
    "until-before-from": "%(met)s comes before %(expected)s. Change one of the two days.",
    "pasted-many": "%(met)s people at once; %(expected)s is the most. Send the list in parts.",
    "pasted-short": "Line %(expected)s (“%(met)s”): write a name, a mail address and a profile, "
    "parted by semicolons.",
    "pasted-address": "Line %(expected)s: “%(met)s” is not a mail address.",
    "pasted-kind": "Line %(expected)s: “%(met)s” is no profile. Write practitioner, agent, "
    "researcher or user.",
    "pasted-twice": "Line %(expected)s: %(met)s stands in the list already. Remove one of the two.",
    "pasted-seated": "Line %(expected)s: %(met)s is in the jury already, or was invited to it. "
    "Remove the line.",
    "recused-assignment": "You are bound to a file that is to be read. Another manager of the "
    "call computes the assignment.",
    "least-above-most": "At least %(met)s and at most %(expected)s: make the first the smaller "
    "one.",
    "more-kinds-than-reviews": "Each file needs one reader of %(expected)s kinds, and gets "
    "%(met)s reviews. Ask for more reviews, or for fewer kinds.",
    "random-with-kinds": "A draw cannot promise one reader of a kind for each file. Untick the "
    "kinds, or choose another way.",
    "hand-barred": "%(met)s: a tie forbids this pair, or this person reads the file for the other "
    "jury. It cannot be kept.",
    "hand-held": "%(met)s: this pair was given by hand, or its reader has opened the file. It "
    "stands; a reader who cannot read a file recuses themselves.",
    "no-file-to-assign": "No file waits to be read yet. Come back once some are submitted.",
    "no-reader-to-assign": "Nobody in this jury can read now. Invite members, or look at the days "
    "on which they are free.",
    "assignment-after-reading": "This jury reads no more: nobody is given a file now. Open its "
    "reading again first.",
    "assignment-limit": "An assignment exists, but none in which every pair has at most %(limit)s "
    "chances in 100. Raise this limit, let readers have more files, or ask for fewer reviews.",
    "assignment-places": "Reviews missing: %(missing)s. Files concerned: %(files)s; reviews that "
    "they still need: %(needed)s; room of those who may read them: %(available)s. Let readers "
    "have more files, invite others, or ask for fewer reviews.",
    "assignment-share": "Reviews missing from one kind of readers: %(missing)s. Files concerned: "
    "%(files)s; reviews of this kind that they still need: %(needed)s; room of those who may "
    "give them: %(available)s. Let them have more files, invite others of this kind, or untick "
    "it.",
    "assignment-minimum": "Readers concerned: %(readers)s. They must read %(needed)s files in "
    "all, and the files that they may read have %(available)s reviews to give: %(missing)s are "
    "missing. Lower the least number of files.",
    "assignment-together": "Each rule can hold alone, but together they leave %(missing)s reviews "
    "without a reader. Lower the least number of files, or untick a kind of readers.",
    "assignment-other": "Another proposal was computed in the meantime. Look at it first.",
    "assignment-in-force": "This assignment is in force already.",
    "assignment-stale": "Files, readers or settings have changed since this proposal. Compute it "
    "again first.",
    "recused-selection": "You are bound to a file among those to be chosen. Another manager of the "
    "call makes the selection.",
    "lottery-registered": "A draw is registered: nothing of the selection changes any more. Draw "
    "the lots, or give the draw up with its reason before the seed is known.",
    "lottery-drawn": "These lots are drawn: the result stands.",
    "lottery-not-drawn": "A draw is registered and its seed is expected on %(day)s. Draw the lots "
    "first.",
    "seed-known": "The seed may be known since %(day)s: giving the draw up now would be choosing "
    "after having seen. Type the seed.",
    "seed-too-soon": "%(met)s is not after today (%(expected)s). Name a day still to come, so that "
    "nobody knows the seed yet.",
    "seed-before": "%(met)s is before the day that was announced (%(expected)s). A seed known "
    "earlier is not taken.",
    "seed-to-come": "%(met)s is yet to come. Write the day it was published, %(expected)s at the "
    "latest.",
    "nobody-to-choose": "No file waits to be chosen: they are decided, or may still arrive. Come "
    "back after the deadline.",
    "still-to-speak": "You still have files to mark. Submit your reviews first: what the others "
    "gave is shown afterwards.",
    "reading-not-over": "Readers still have to speak. Wait for them, or close the reading on the "
    "page of the jury.",
    "no-score-yet": "No mark was given yet. Wait until reviews have come in, then compute.",
    "below-every-project": "The budget (%(met)s) is below every project: the cheapest needs "
    "%(expected)s. Raise it, or propose smaller amounts.",
    "rules-contradict": "Nothing meets these together: %(rules)s. Loosen or lift one of them.",
    "no-such-group": "“%(met)s” is a group of no file any more. Choose another one, or empty this "
    "rule.",
    "no-such-file": "“%(met)s” is the receipt of no file to be chosen. Choose one of the list.",
    "same-file": "This is the same file twice (%(met)s). Choose another one.",
    "no-protocol-jury": "No jury of this call reads protocols: leave this floor out.",
    "no-money-here": "This call gives no money: a rule counts files.",
    "below-share": "%(met)s percent is below the least share that you wrote (%(expected)s "
    "percent). Change one of them.",
    "above-asked": "%(met)s is more than what is asked (%(expected)s). Propose as much, or less.",
    "below-floor": "%(met)s is below the least share of what is asked. Propose %(expected)s at "
    "least.",
    "fate-without-reason": "Say why this file is settled beforehand.",
    "no-assignment": "Nothing was computed yet. Compute a proposal first.",
    "no-selection": "Nothing was computed yet. Compute a selection first.",
    "selection-stale": "Scores, files or settings have changed since this computation. Compute "
    "again first.",
    "selection-changed": "Another selection was computed meanwhile. Read it, then go on.",
    "no-grey-zone": "Fewer than two files are uncertain: there is nothing to draw by lot.",
    "record-before-decisions": "The record shows who is selected. Release the decisions first.",
    "record-names": "Names or titles stand in the record: %(met)s. Change the words of your "
    "groups, compute again, then publish.",
    "toml-long": "This file is %(met)s characters long; %(expected)s is the most.",
    "toml-empty": "Nothing to read. Choose the file, or paste all that it holds.",
    "toml-two": "A file and a pasted text: keep one of them, so that we know which one you mean.",
    "toml-not-text": "This file does not hold text that can be read. Choose the file that “Take "
    "them as a file” gave, or save yours as plain text (UTF-8).",
    "toml-unreadable": "This line cannot be read: %(met)s. Check quotes and brackets, or start "
    "from a file that this page gave.",
    "toml-equals": "This line lacks an equals sign: %(met)s. Write a word, then =, then its value.",
    "toml-quotes": "A text is not closed, or holds a stray quote: %(met)s. Put it between straight "
    'quotes (").',
    "toml-brackets": "A bracket is opened and never closed: %(met)s. Add ] or }.",
    "toml-twice": "This was said already, higher up: %(met)s. Keep one of the two.",
    "toml-value": "This value cannot be read: %(met)s. A text stands between quotes, a number has "
    "figures alone, yes and no are written true and false.",
    "toml-missing": "“%(expected)s” is missing here. Add it.",
    "toml-needs-text": "%(met)s stands here. Write a text between quotes.",
    "toml-needs-list": "%(met)s stands here. Write a list between square brackets.",
    "toml-needs-table": "%(met)s stands here. Write words and their values between braces, such as "
    '{ fr = "…" }.',
    "toml-needs-number": "%(met)s stands here. Write a whole number, such as 12.",
    "toml-needs-tick": "%(met)s stands here. Write true for yes, false for no.",
    "toml-between": "%(met)s stands here. Write a whole number from %(expected)s.",
    "toml-unknown-key": "“%(met)s” means nothing here. These words do: %(expected)s.",
    "toml-choice": "“%(met)s” is not one of these: %(expected)s.",
    "toml-code": "“%(met)s” is not a code. Use small letters and digits, such as %(expected)s.",
}
"""One sentence for each kind: what is refused, and how to mend it."""


def sentence(refusal: Refused | FieldRefusal, translate: Callable[[str], str]) -> str:
    """What a refusal says to people, in the language of `translate`."""
    if isinstance(refusal, FieldRefusal):
        facts: dict[str, object] = {"met": refusal.met, "expected": refusal.expected}
        cents = {"too-small", "too-large"}
        is_money = refusal.field in {"budget", "budget_cap", "costs"} or _is_amount(refusal.field)
        if is_money and refusal.kind in cents:
            facts |= {key: euros(int(str(facts[key]))) for key in ("met", "expected")}
    else:
        facts = refusal.facts
    said = {key: shown_fact(value) for key, value in facts.items()}
    return translate(SENTENCES[refusal.kind]) % said


def shown_fact(value: object) -> object:
    """A fact of a sentence: an instant is said in Paris time, to the second."""
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(ZoneInfo(PLACE)):%d/%m/%Y %H:%M:%S}"
    return value


def _is_amount(field: str) -> bool:
    # `0.amount` is that of the first row of a form of several.
    return field.rpartition(".")[2] == "amount"


def euros(cents: int) -> str:
    """An amount as both languages read it: « 12 500 € »."""
    whole, rest = divmod(cents, 100)
    figures = f"{whole:,}".replace(",", "\u202f")
    return f"{figures},{rest:02} €" if rest else f"{figures} €"
