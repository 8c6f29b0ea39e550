"""« Enquêtes »: the surveys of a pilot, for its team and the managers of its call."""

from collections.abc import Mapping, Sequence

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.surveying import (
    OpeningAnswers,
    SurveyPage,
    close_survey,
    make_links,
    make_survey,
    make_wave,
    open_survey,
    survey_page,
    surveys_page,
    write_questions,
)
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.survey import (
    LEAST_THRESHOLD,
    MOST_LINKS,
    MOST_QUESTIONS,
    Audience,
    QuestionAnswers,
    QuestionKind,
    SurveySettings,
    SurveyState,
    Way,
)
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.field_words import choices, said
from reflexes_calls.web.forms import (
    Field,
    Form,
    Posted,
    Sheet,
    Translate,
    draw_field,
    draw_sheet,
    specs_of,
)
from reflexes_calls.web.notices import N_
from reflexes_calls.web.small_tables import as_csv
from reflexes_calls.web.survey_shown import shown_crosses, shown_questions
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
ALL = "/pilotes/{pilot_id}/enquetes"
ONE = ALL + "/{survey_id}"
HEADINGS = (
    N_("Question"),
    N_("Answer"),
    N_("How many"),
    N_("Out of"),
    N_("Share, percent"),
    N_("At least"),
    N_("At most"),
)
Errors = Sequence[tuple[str, str]]


@router.get(ALL)
def index(request: Request, pilot_id: str) -> Response:
    """The surveys of a pilot."""
    return _index(request, pilot_id)


@router.post(ALL)
def make(request: Request, pilot_id: str, form: Posted) -> Response:
    """Draft a survey."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    try:
        made = make_survey(desk, person, pilot_id, form.values, language=language_of(request))
    except Invalid as invalid:
        errors = errors_of(invalid, words, labels_of(SurveySettings, words))
        return _index(request, pilot_id, values=form.values, errors=errors)
    return see(ONE.format(pilot_id=pilot_id, survey_id=made.public_id), done="survey-made")


def _index(
    request: Request,
    pilot_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Errors = (),
) -> Response:
    words = translator(request)
    shown = surveys_page(desk_of(request), signed_in(request), pilot_id)
    first = {"threshold": str(LEAST_THRESHOLD), "start": "bank"}
    drawn = draw_sheet(
        specs_of(SurveySettings),
        words,
        values=values or first,
        errors=errors,
        choices={"audience": choices(Audience, words), "way": choices(Way, words)},
    )
    start = Field(
        name="start",
        label=words("Begin with"),
        kind="radio",
        value=(values or first).get("start", ""),
        choices=(
            ("bank", words("questions ready to be asked, which you then change")),
            ("blank", words("a blank page")),
        ),
    )
    return page(
        request,
        "surveys/index.html",
        status=422 if errors else 200,
        shown=shown,
        making=attrs.evolve(drawn, fields=(*drawn.fields, start)),
        states={each: said(each, words) for each in SurveyState},
        audiences={each: said(each, words) for each in Audience},
        errors=errors,
    )


@router.get(ONE)
def show(request: Request, pilot_id: str, survey_id: str) -> Response:
    """One survey: its questions, its link, or its results."""
    return _page(request, pilot_id, survey_id)


@router.get(ONE + "/resultats.csv")
def table(request: Request, pilot_id: str, survey_id: str) -> Response:
    """What is shown of the figures, as a table; words are in none of its lines."""
    words = translator(request)
    shown = survey_page(desk_of(request), signed_in(request), pilot_id, survey_id)
    questions = shown.results.questions if shown.results is not None else ()
    drawn = shown_questions(shown.results, None, words, "fr") if shown.results is not None else ()
    rows: list[tuple[str, ...]] = []
    for result, one in zip(questions, drawn, strict=True):
        if result.mean is not None:
            figures = (result.mean, result.low or 0.0, result.high or 0.0)
            mean, low, high = (f"{each:.2f}" for each in figures)
            asked = f"{result.question.asks} ({result.question.unit})"
            rows.append((asked, words("average"), mean, str(result.answered), "", low, high))
        for share, line in zip(
            result.shares, one.picture.table.rows if one.picture else (), strict=False
        ):
            figures = (share.value, share.low, share.high)
            value, low, high = (f"{100 * each:.1f}" for each in figures)
            counts = (str(share.count), str(share.of))
            rows.append((result.question.asks, str(line[0]), *counts, value, low, high))
    return as_csv(f"enquete-{survey_id[:8]}.csv", [words(each) for each in HEADINGS], rows)


@router.get(ONE + "/mots.csv")
def words_table(request: Request, pilot_id: str, survey_id: str) -> Response:
    """The words alone, in an order that says nothing; no figure stands beside them."""
    words = translator(request)
    shown = survey_page(desk_of(request), signed_in(request), pilot_id, survey_id)
    questions = shown.results.questions if shown.results is not None else ()
    rows = [(each.question.asks, text) for each in questions for text in each.words]
    headings = [words("Question"), words("Words")]
    return as_csv(f"enquete-{survey_id[:8]}-mots.csv", headings, rows)


@router.post(ONE)
def act(request: Request, pilot_id: str, survey_id: str, form: Posted) -> Response:
    """Write the questions, open, close, make links, or draft another wave."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    asked, done = (desk, person, pilot_id, survey_id), form.text("do")
    here = ONE.format(pilot_id=pilot_id, survey_id=survey_id)
    try:
        if done == "questions":
            rows = [form.under(f"{at}.") for at in range(MOST_QUESTIONS)]
            write_questions(*asked, rows, form.text("crossed_by"))
        elif done == "open":
            open_survey(*asked, form.values)
        elif done == "close":
            close_survey(*asked)
        elif done == "wave":
            made = make_wave(*asked)
            here = ONE.format(pilot_id=pilot_id, survey_id=made.public_id)
        elif done == "links":
            return _links(request, pilot_id, survey_id, form)
        else:
            survey_page(*asked)
            raise NotFound("step", done)
    except Invalid as invalid:
        errors = errors_of(invalid, words, _labels(done, words))
        return _page(request, pilot_id, survey_id, form=form, done=done, errors=errors)
    return see(here, done=_NOTICES[done])


_NOTICES = {
    "questions": "survey-kept",
    "open": "survey-open",
    "close": "survey-closed",
    "wave": "survey-made",
}


def _labels(done: str, words: Translate) -> dict[str, str]:
    if done == "open":
        return labels_of(OpeningAnswers, words)
    if done == "links":
        return {"count": words("How many links")}
    numbered = words("Question %(number)s")
    rows = (
        labels_of(QuestionAnswers, words, prefix=f"{at}.", before=f"{before}, ")
        for at in range(MOST_QUESTIONS)
        for before in (numbered % {"number": at + 1},)
    )
    labels = {name: label for row in rows for name, label in row.items()}
    return labels | {"crossed_by": words("Show the answers apart by")}


def _links(request: Request, pilot_id: str, survey_id: str, form: Form) -> Response:
    """The links, given once: only their digests are kept."""
    desk, person = desk_of(request), signed_in(request)
    tokens = make_links(desk, person, pilot_id, survey_id, form.values)
    base = service_address(request).rstrip("/")
    shown = survey_page(desk, person, pilot_id, survey_id)
    return page(
        request,
        "surveys/links.html",
        shown=shown,
        addresses=[f"{base}/enquetes/{each}" for each in tokens],
    )


def _page(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    pilot_id: str,
    survey_id: str,
    *,
    form: Form | None = None,
    done: str = "",
    errors: Errors = (),
) -> Response:
    words, language = translator(request), language_of(request)
    shown = survey_page(desk_of(request), signed_in(request), pilot_id, survey_id)
    typed = form.values if form is not None else {}
    group = next(
        (each for each in shown.survey.questions if each.code == shown.survey.crossed_by), None
    )
    earlier = shown.earlier.results if shown.earlier is not None else None
    return page(
        request,
        "surveys/survey.html",
        status=422 if errors else 200,
        shown=shown,
        errors=errors,
        rows=_rows(shown, words, typed if done == "questions" else None, errors),
        crossing=_crossing(shown, words, typed.get("crossed_by"), errors),
        opening=draw_sheet(
            specs_of(OpeningAnswers),
            words,
            values=typed if done == "open" else {},
            errors=errors if done == "open" else (),
        ),
        counting=_counting(words, typed if done == "links" else {}, errors),
        link=f"{service_address(request).rstrip('/')}/enquetes/{shown.survey.token}",
        state=said(shown.state, words),
        audience=said(shown.survey.audience, words),
        way=said(shown.survey.way, words),
        kinds={each: said(each, words) for each in QuestionKind},
        drawn=shown_questions(shown.results, earlier, words, language) if shown.results else (),
        crosses=tuple(shown_crosses(shown.results.crossed, group, words))
        if shown.results and group
        else (),
        is_crossed=group is not None,
    )


def _rows(
    shown: SurveyPage, words: Translate, typed: Mapping[str, str] | None, errors: Errors
) -> list[Sheet]:
    """A sheet for each of the eight questions that a survey may hold."""
    if shown.state is not SurveyState.DRAFT:
        return []
    values = dict(typed) if typed is not None else _values_of(shown)
    known = dict(reversed(errors))
    kinds = choices(QuestionKind, words)
    return [
        Sheet(
            fields=tuple(
                draw_field(
                    f"{at}.{name}",
                    spec,
                    words,
                    value=values.get(f"{at}.{name}", ""),
                    error=known.get(f"{at}.{name}", ""),
                    choices=kinds if name == "kind" else (),
                )
                for name, spec in specs_of(QuestionAnswers).items()
            )
        )
        for at in range(MOST_QUESTIONS)
    ]


def _values_of(shown: SurveyPage) -> dict[str, str]:
    values: dict[str, str] = {}
    for each in shown.survey.questions:
        at = int(each.code.removeprefix("q")) - 1
        values |= {
            f"{at}.kind": each.kind.value,
            f"{at}.asks": each.asks,
            f"{at}.options": "\n".join(each.options),
            f"{at}.unit": each.unit,
        }
    return values


def _crossing(shown: SurveyPage, words: Translate, typed: str | None, errors: Errors) -> Field:
    return Field(
        name="crossed_by",
        label=words("Show the answers apart by"),
        kind="choice",
        hint=words(
            "A question of one choice, such as the service or the way of asking. Groups that are"
            " too small are never shown."
        ),
        value=shown.survey.crossed_by if typed is None else typed,
        error=dict(reversed(errors)).get("crossed_by", ""),
        optional=True,
        choices=tuple(
            (f"q{at}", words("Question %(number)s") % {"number": at})
            for at in range(1, MOST_QUESTIONS + 1)
        ),
    )


def _counting(words: Translate, values: Mapping[str, str], errors: Errors) -> Field:
    return Field(
        name="count",
        label=words("How many links"),
        kind="whole",
        hint=words("%(most)s at most. They are shown once: copy them at once.")
        % {"most": MOST_LINKS},
        value=values.get("count", ""),
        error=dict(errors).get("count", ""),
    )
