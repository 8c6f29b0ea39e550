"""The words for stages and steps: what a tag, a button or a line of the journal says."""

from collections.abc import Callable
from enum import StrEnum
from types import MappingProxyType

from reflexes_calls.domain.call import Moment
from reflexes_calls.domain.lifecycle import ALL_STEPS, ApplicationStage, CallStage, PilotStage
from reflexes_calls.domain.people import Role
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]

CALL_STAGES = MappingProxyType(
    {
        CallStage.DRAFT: N_("draft"),
        CallStage.PUBLISHED: N_("published"),
        CallStage.CONCLUDED: N_("concluded"),
    }
)
MOMENTS = MappingProxyType(
    {
        Moment.UPCOMING: N_("opens soon"),
        Moment.OPEN: N_("open"),
        Moment.CLOSED: N_("closed"),
    }
)
APPLICATION_STAGES = MappingProxyType(
    {
        ApplicationStage.DRAFT: N_("draft application"),
        ApplicationStage.SUBMITTED: N_("submitted"),
        ApplicationStage.WITHDRAWN: N_("withdrawn"),
        ApplicationStage.SELECTED: N_("selected"),
        ApplicationStage.DECLINED: N_("declined"),
    }
)
PILOT_STAGES = MappingProxyType(
    {
        PilotStage.AGREED: N_("agreed, indicators to promise"),
        PilotStage.PROMISED: N_("indicators promised"),
        PilotStage.RUNNING: N_("running"),
        PilotStage.SUSPENDED: N_("suspended"),
        PilotStage.ENDED: N_("ended"),
        PilotStage.ABANDONED: N_("abandoned"),
        PilotStage.EVALUATED: N_("evaluated"),
        PilotStage.PROPOSED: N_("evaluated, evidence proposed"),
    }
)
SUBJECTS = MappingProxyType(
    {"call": N_("call"), "application": N_("application"), "pilot": N_("pilot")}
)
STEPS = MappingProxyType(
    {
        "edit": N_("Call changed"),
        "put_aside": N_("Draft of the call put aside"),
        "take_up": N_("Draft of the call taken up again"),
        "publish": N_("Call published"),
        "conclude": N_("Call concluded"),
        "save": N_("Draft saved"),
        "submit": N_("Application submitted"),
        "import": N_("Application brought from another service"),
        "invite_contact": N_("Contact of an application from elsewhere invited"),
        "withdraw": N_("Application withdrawn"),
        "assign": N_("Reviewer assigned"),
        "invite": N_("Colleague invited"),
        "uninvite": N_("Invitation cancelled"),
        "join": N_("Colleague joined the team"),
        "appoint": N_("Role of a colleague changed"),
        "dismiss": N_("Colleague removed from the team"),
        "leave": N_("Colleague left the team"),
        "name_partner": N_("Partner named"),
        "drop_partner": N_("Partner removed"),
        "ask_partner": N_("Partner asked to sign"),
        "sign_partner": N_("Partner signed"),
        "refuse_partner": N_("Partner declined"),
        "carry": N_("Draft carried to the new questions"),
        "carry_back": N_("Draft put back to the former questions"),
        "move_deadline": N_("Deadline moved after an outage"),
        "grant": N_("Role given on the call"),
        "revoke": N_("Role taken back on the call"),
        "set_reading": N_("Choice made: letters are read before they leave, or not"),
        "correct_letter": N_("Letter corrected before it left"),
        "pass_letters": N_("Letters read and let go"),
        "hold_back_letter": N_("Letter held back"),
        "try_letter": N_("Letter tried again"),
        "add_webhook": N_("Address added that is told what happens"),
        "remove_webhook": N_("Address removed that was told what happened"),
        "turn_webhook_secret": N_("New secret given to an address that is told what happens"),
        "fill_internal": N_("Internal questions filled in"),
        "amend": N_("Call amended"),
        "ask": N_("Question asked about the call"),
        "answer": N_("Question answered, or its answer corrected"),
        "admit": N_("Late file admitted"),
        "review": N_("Review submitted"),
        "ask_missing": N_("What is missing was asked for"),
        "find_admissible": N_("File found admissible"),
        "find_inadmissible": N_("File found not admissible"),
        "write_message": N_("Message written in the file"),
        "prepare": N_("Decision prepared"),
        "release": N_("Decisions released"),
        "appeal": N_("Appeal lodged"),
        "uphold": N_("Appeal answered: the decision stands"),
        "overturn": N_("Appeal answered: the application is selected"),
        "call_up": N_("Called up from the waiting list: selected"),
        "close_waiting_list": N_("Waiting list closed"),
        "reinstate": N_("Appeal answered: the letter of intent is kept"),
        "readmit": N_("Appeal answered: the file is admissible"),
        "issue_agreement": N_("Agreement issued"),
        "reopen_agreement": N_("Agreement taken back to be changed"),
        "sign_agreement": N_("Signed agreement kept"),
        "pay_tranche": N_("Payment noted"),
        "choose": N_("Selection computed"),
        "set_blind": N_("Blind or open reading chosen"),
        "set_assignment": N_("Settings of the assignment kept"),
        "propose_assignment": N_("Assignment computed"),
        "apply_assignment": N_("Assignment put in force"),
        "open_reading": N_("Reading opened"),
        "remind_readers": N_("Readers reminded"),
        "open_deliberation": N_("Deliberation opened"),
        "reopen_reading": N_("Reading opened again"),
        "tick_presence": N_("Attendance of the jury kept"),
        "close_deliberation": N_("Deliberation closed"),
        "remark": N_("Remark of a juror"),
        "change_review": N_("Marks changed in deliberation"),
        "keep_calibration": N_("Scores kept as they were calibrated"),
        "describe_files": N_("What is said of files before a selection"),
        "register_lottery": N_("Draw registered"),
        "give_up_lottery": N_("Draw given up"),
        "draw_lots": N_("Lots drawn"),
        "prepare_selection": N_("Decisions prepared from the selection"),
        "publish_record": N_("Record of the decision published"),
        "invite_juror": N_("Juror invited"),
        "remind_juror": N_("Juror reminded"),
        "withdraw_juror": N_("Invitation to the jury withdrawn"),
        "change_juror": N_("Juror seated otherwise"),
        "dismiss_juror": N_("Juror taken out of the jury"),
        "set_charter": N_("Charter of the jury written"),
        "bind_juror": N_("Tie of a juror added by a manager"),
        "lift_bond": N_("Tie of a juror lifted, with a reason"),
        "join_jury": N_("Invitation to the jury accepted"),
        "decline_jury": N_("Invitation to the jury declined"),
        "describe_juror": N_("Profile of a juror changed"),
        "sign_charter": N_("Charter of the jury signed"),
        "declare_bond": N_("Tie declared by a juror"),
        "recuse": N_("Juror recused from an application"),
        "leave_jury": N_("Jury left"),
        "select": N_("Application selected"),
        "decline": N_("Application declined"),
        "shortlist": N_("Letter of intent kept"),
        "set_aside": N_("Letter of intent set aside"),
        "promise": N_("Indicators promised"),
        "amend_plan": N_("Plan amended"),
        "start": N_("Pilot started"),
        "measure": N_("Measure recorded"),
        "end": N_("Pilot ended"),
        "abandon": N_("Pilot abandoned"),
        "evaluate": N_("Evaluation written"),
        "propose": N_("Evidence proposed"),
        "note_field": N_("Note of the field written"),
        "take_back_note": N_("Note of the field taken back"),
        "write_survey": N_("Survey written"),
        "open_survey": N_("Survey opened"),
        "close_survey": N_("Survey closed"),
        "make_survey_links": N_("Links of a survey made"),
        "open_probe": N_("Point to look at in depth opened"),
        "answer_probe": N_("Point looked at in depth"),
        "ask_peers": N_("Another team asked to read the pilot"),
        "answer_peers": N_("Pilot read by another team"),
        "revisit": N_("Pilot revisited after its end"),
        "suspend": N_("Pilot suspended"),
        "resume": N_("Pilot resumed"),
        "extend": N_("Pilot extended"),
        "hand_over": N_("Pilot handed over"),
        "set_milestone": N_("Milestone set"),
        "drop_milestone": N_("Milestone taken away"),
        "deliver": N_("Milestone delivered"),
    }
)
ROLES = MappingProxyType(
    {
        Role.ADMINISTRATOR: N_("administrator"),
        Role.MANAGER: N_("manager"),
        Role.REVIEWER: N_("reviewer"),
        Role.APPLICANT: N_("applicant"),
        Role.WRITER: N_("colleague who writes"),
        Role.READER: N_("colleague who reads"),
        Role.PARTNER: N_("partner"),
    }
)
GOOD = frozenset({"published", "selected", "running", "evaluated", "proposed", "open"})
BAD = frozenset({"declined", "abandoned", "withdrawn"})
_STAGES: MappingProxyType[str, MappingProxyType[str, str]] = MappingProxyType(
    {
        "call": MappingProxyType({str(key): said for key, said in CALL_STAGES.items()}),
        "application": MappingProxyType(
            {str(key): said for key, said in APPLICATION_STAGES.items()}
        ),
        "pilot": MappingProxyType({str(key): said for key, said in PILOT_STAGES.items()}),
        "moment": MappingProxyType({str(key): said for key, said in MOMENTS.items()}),
    }
)


def stage_said(subject: str, stage: str, words: Translate) -> str:
    """The words for a stage of a call, an application or a pilot."""
    known = _STAGES[subject].get(str(stage))
    return words(known) if known else str(stage)


def stage_tone(stage: StrEnum | str) -> str:
    """The class of a stage's tag; the words beside it say the same."""
    if stage in GOOD:
        return "good"
    return "bad" if stage in BAD else ""


def roles_of_step(name: str) -> tuple[Role, ...]:
    """Who may take a step: the journal says it where a name is not to be shown."""
    return next((step.by for step in ALL_STEPS if step.name == name), ())
