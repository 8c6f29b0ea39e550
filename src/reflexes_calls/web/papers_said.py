"""The receipt and the file on paper: every word of them, ready to be printed."""

import datetime as dt
from collections.abc import Iterator

from reflexes_calls.actions.papers import FilePage, ReceiptPage
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.form import Phase
from reflexes_calls.papers.tree import (
    Block,
    Facts,
    Grid,
    Heading,
    Items,
    Paper,
    Prose,
    paragraphs_of,
)
from reflexes_calls.web.application_words import arrival_words
from reflexes_calls.web.formatting import exact
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_
from reflexes_calls.web.paper_answers import draft_blocks, submitted_blocks
from reflexes_calls.web.paper_steps import history, next_steps, readers
from reflexes_calls.web.partner_words import partners_drafted, partners_submitted
from reflexes_calls.web.stage_words import APPLICATION_STAGES
from reflexes_calls.web.translating import translations

RECEIPT = N_("Receipt %(receipt)s")
RECEIVED = N_("Application of %(organisation)s, received on %(when)s.")
LETTER_RECEIVED = N_("Letter of intent of %(organisation)s, received on %(when)s.")
VERSION = N_("Version %(number)s")
FILE_OF = N_("Application of %(organisation)s")
LETTER_OF = N_("Letter of intent of %(organisation)s")
BANNER = N_("DRAFT, not submitted")
BANNER_SINCE = N_("DRAFT, changed since the last submission: not submitted")
PAGE, OF = N_("page"), N_("of")
FACTS = {
    "number": N_("Number"),
    "call": N_("Call"),
    "administration": N_("Administration"),
    "title": N_("Title of the trial"),
    "version": N_("Version"),
    "received": N_("Received on"),
    "arrival": N_("How it arrived"),
    "stage": N_("Where it stands"),
    "saved": N_("Draft saved on"),
    "digest": N_("Digest of the answers (SHA-256)"),
    "entry": N_("Entry of the call’s journal"),
    "entry_digest": N_("Digest of this entry (SHA-256)"),
    "form": N_("Version of the questions"),
}
PROOF = N_("The proof")
NEXT = N_("What happens next")
CHECKING = N_("How to check this receipt")
HISTORY = N_("What has happened")
WHO_READS = N_("Who reads it")
ANSWERS = N_("The answers")
PARTNERS = N_("The partners")
UNTITLED = N_("Untitled draft")
DIGEST_SAID = N_(
    "The digest is computed from the answers: if one character changed, it would be another. The"
    " journal of the call keeps it, and each entry of the journal keeps the digest of the entry"
    " before."
)
CHECK_STEPS = (
    N_("Keep the file %(receipt)s beside this receipt: it is on the page of your documents."),
    N_("Keep the journal of the call too, %(journal)s, from the same page."),
    N_(
        "On any computer with this program, without network: reflexes-calls receipt check"
        " %(receipt)s --journal %(journal)s"
    ),
    N_(
        "The command says of each thing whether it holds. The documentation tells how to check it"
        " by hand."
    ),
)
PARTNER_HEADS = (
    N_("Organisation"),
    N_("What they are there for"),
    N_("Their part"),
    N_("Sign-off"),
)


def receipt_paper(shown: ReceiptPage, now: dt.datetime, language: str) -> Paper:
    """The receipt of a submission."""
    words = translations(language).gettext
    own, version = shown.own, shown.version
    title = words(RECEIPT) % {"receipt": shown.receipt}
    received = LETTER_RECEIVED if version.phase is Phase.LETTER else RECEIVED
    when = exact(version.submitted_at, language)
    return Paper(
        title=title,
        subtitle=words(received) % {"organisation": own.organisation.name, "when": when},
        language=language,
        author=own.call.title(language),
        foot=f"{title} · {words(VERSION) % {'number': version.number}}",
        page_of=(words(PAGE), words(OF)),
        blocks=tuple(_receipt_blocks(shown, now, language, words)),
    )


def _receipt_blocks(
    shown: ReceiptPage, now: dt.datetime, language: str, words: Translate
) -> Iterator[Block]:
    own, version, entry = shown.own, shown.version, shown.entry
    yield _facts(
        words,
        number=shown.receipt,
        call=own.call.title(language),
        administration=own.organisation.name,
        title=str(version.said.get("title") or ""),
        version=str(version.number),
        received=exact(version.submitted_at, language),
        arrival=" ".join(arrival_words(own, version, words, language)),
    )
    yield Heading(text=words(NEXT))
    yield Items(texts=next_steps(own.call, own.application, now, language, words))
    yield Heading(text=words(PROOF))
    yield Prose(paragraphs=(words(DIGEST_SAID),))
    yield _facts(words, digest=version.digest, entry=str(entry.seq), entry_digest=entry.digest)
    yield Heading(text=words(CHECKING))
    files = {"receipt": receipt_file(shown, "json"), "journal": journal_file(own.call)}
    yield Items(texts=tuple(words(each) % files for each in CHECK_STEPS))


def receipt_file(shown: ReceiptPage, ending: str) -> str:
    """The name of the file of a receipt; it says which version, after the first."""
    number = shown.version.number
    return f"recepisse-{shown.receipt}{f'-v{number}' if number > 1 else ''}.{ending}"


def journal_file(call: Call) -> str:
    """The name of the file of a call's journal."""
    return f"journal-{call.public_id[:8]}.json"


def _facts(words: Translate, **said: str) -> Facts:
    return Facts(rows=tuple((words(FACTS[name]), text) for name, text in said.items() if text))


def file_paper(shown: FilePage, language: str) -> Paper:
    """The whole file: a submission, or a draft that says on every page that it is one."""
    words = translations(language).gettext
    own, version = shown.own, shown.version
    phase = version.phase if version else own.application.phase
    kind = LETTER_OF if phase is Phase.LETTER else FILE_OF
    banner = ""
    if version is None:
        banner = words(BANNER_SINCE if own.versions else BANNER)
    title = (str(version.said.get("title") or "") if version else own.title) or words(UNTITLED)
    subtitle = words(kind) % {"organisation": own.organisation.name}
    number = own.application.receipt if version else ""
    left = [subtitle, number, words(VERSION) % {"number": version.number} if version else banner]
    return Paper(
        title=title,
        subtitle=subtitle,
        language=language,
        author=own.organisation.name,
        foot=" · ".join(filter(None, left)),
        page_of=(words(PAGE), words(OF)),
        banner=banner,
        blocks=tuple(_file_blocks(shown, language, words)),
    )


def _file_blocks(shown: FilePage, language: str, words: Translate) -> Iterator[Block]:
    own, version = shown.own, shown.version
    known = own.application
    yield _facts(
        words,
        number=(known.receipt or "") if version else "",
        call=own.call.title(language),
        administration=own.organisation.name,
        version=str(version.number) if version else "",
        received=exact(version.submitted_at, language) if version else "",
        saved="" if version else exact(known.updated_at, language),
        stage=words(APPLICATION_STAGES[known.stage]),
        form=str(version.form_number if version else known.form_number),
    )
    yield Heading(text=words(ANSWERS))
    if version:
        yield from submitted_blocks(shown, language, words)
    else:
        yield from draft_blocks(shown, language, words)
    yield from _partners(shown, words)
    yield Heading(text=words(HISTORY))
    yield Facts(rows=history(shown.events, language, words))
    yield Heading(text=words(WHO_READS))
    yield Items(texts=readers(own.call, words))
    jury = own.call.terms.get(f"jury_{language}") or own.call.terms.get("jury_fr", "")
    if jury:
        yield Prose(paragraphs=paragraphs_of(jury))
    yield Heading(text=words(NEXT))
    yield Items(texts=next_steps(own.call, known, shown.now, language, words))
    if version and shown.entry:
        yield Heading(text=words(PROOF))
        seq = str(shown.entry.seq)
        digests = {"digest": version.digest, "entry": seq, "entry_digest": shown.entry.digest}
        yield _facts(words, **digests)


def _partners(shown: FilePage, words: Translate) -> Iterator[Block]:
    """The partners as they stood at the submission, or as they stand in the draft."""
    told = (
        partners_submitted(shown.version, words)
        if shown.version
        else partners_drafted(shown.partners, words)
    )
    rows = [(each.name, each.role, each.part, each.sign_off) for each in told]
    if rows:
        yield Heading(text=words(PARTNERS))
        heads = tuple(map(words, PARTNER_HEADS))
        yield Grid(headings=heads, rows=tuple(rows))
