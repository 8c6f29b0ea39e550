"""The grid, a profile and a comparison, told in the terminal."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence

from reflexes.catalogue import Catalogue
from reflexes.grid.answers import Support
from reflexes.grid.changes import Change, Comparison, Moved
from reflexes.grid.profiles import Placed, PrincipleProfile, Profile, Standing
from reflexes.principle import LEVELS, GridQuestion, Reads
from reflexes.wording import Translate

WHOSE = (
    "This grid is this project's own: the authors of the inquiry list the four principles without "
    "defining them. It gives a profile, never a mark."
)
"""What is told wherever the grid is shown (a message id)."""

RULE = "Keep the highest level whose sentence is true and can be shown."
"""How a level is chosen (a message id)."""

UP_IS_MORE = "Up is more of what the question asks, which is not always better."
"""What is told beside every comparison (a message id)."""

MARKS = {Moved.UP: "↑", Moved.DOWN: "↓", Moved.SAME: "=", Moved.NOT_COMPARABLE: "≠"}


class GridTeller:
    """Tells the grid and what it gives in one language."""

    def __init__(self, language: str, translate: Translate) -> None:
        """Keep what every telling needs."""
        self.language = language
        self.translate = translate
        self.width = max(60, min(100, shutil.get_terminal_size().columns))

    def grid(self, catalogue: Catalogue, reads: Reads | None = None) -> str:
        """The questions of the grid, or those put to one kind of object, with their levels."""
        lines = [*self._wrapped(self.translate(WHOSE)), *self._wrapped(self.translate(RULE))]
        for principle in catalogue.principles:
            asked = [one for one in principle.questions if reads is None or reads in one.reads]
            if asked:
                lines += ["", *self._heading(principle.title.in_language(self.language))]
            for question in asked:
                lines += ["", *self._question(question)]
        return "\n".join(lines)

    def profile(self, profile: Profile) -> str:
        """A profile, each answer with what it rests on."""
        answers = profile.answers
        lines = [
            *self._heading(answers.name),
            *self._wrapped(self.read_on(profile)),
            *self._wrapped(answers.note),
            *self._wrapped(self.translate(WHOSE)),
        ]
        for part in profile.principles:
            if part.placed:
                lines += ["", *self._heading(part.principle.title.in_language(self.language))]
                lines += self._wrapped(self.summary(part))
            for placed in part.placed:
                lines += ["", *self._placed(placed)]
        return "\n".join(lines)

    def comparison(self, comparison: Comparison) -> str:
        """How each answer moved, question by question."""
        days = {
            "before": comparison.before.answers.answered_on,
            "after": comparison.after.answers.answered_on,
        }
        lines = [
            *self._heading(comparison.after.answers.name),
            *self._wrapped(self.translate("From %(before)s to %(after)s") % days),
            *self._wrapped(self.translate(UP_IS_MORE)),
        ]
        principle = ""
        for change in comparison.changes:
            title = change.principle.title.in_language(self.language)
            if title != principle:
                lines += ["", *self._heading(title)]
                principle = title
            lines += self._change(change)
        return "\n".join(lines)

    def read_on(self, profile: Profile) -> str:
        """What was read, when, and with the questions of which edition."""
        said = {
            "reads": self.translate(profile.answers.reads.value).capitalize(),
            "day": profile.answers.answered_on,
            "edition": profile.edition,
        }
        words = (
            "%(reads)s, read on %(day)s with the grid of edition %(edition)s"
            if profile.edition
            else "%(reads)s, read on %(day)s with the grid of a tree of files"
        )
        return self.translate(words) % said

    def summary(self, part: PrincipleProfile) -> str:
        """How the answers on one principle spread, and how many rest on opinion alone."""
        said = [
            self.translate("%(count)d at level %(level)d") % {"level": level, "count": count}
            for level, count in enumerate(part.distribution)
            if count
        ]
        if part.unanswered:
            said.append(self.translate("%d unanswered") % part.unanswered)
        if part.not_applicable:
            said.append(self.translate("%d not applicable") % part.not_applicable)
        words = " · ".join(said)
        if part.answered:
            facts = {"opinion": part.on_opinion_alone, "answered": part.answered}
            share = self.translate("on opinion alone: %(opinion)d of %(answered)d")
            words += f" · {share % facts}"
        return words

    def standing(self, placed: Placed) -> str:
        """The level in figures, or why there is none."""
        if placed.level is not None:
            return self.translate("level %d") % placed.level
        unknown = placed.standing is Standing.UNKNOWN
        return self.translate("does not know" if unknown else "not applicable")

    def support(self, kind: Support | None) -> str:
        """The kind of support, in words."""
        if kind is None:
            return ""
        return self.translate("opinion alone" if kind is Support.OPINION else kind.value)

    def _question(self, question: GridQuestion) -> Iterator[str]:
        said = self.language
        reads = ", ".join(self.translate(one.value) for one in question.reads)
        yield from self._wrapped(question.text.in_language(said))
        yield f"  [{question.code}] {reads}"
        for level, words in enumerate(question.levels):
            yield from self._wrapped(words.in_language(said), f"  {level}  ", "     ")
        hint = self.translate("What to look at")
        look = question.evidence_hint.in_language(said)
        yield from self._wrapped(f"{hint}{self.colon} {look}", "  ", "  ")
        if question.text.sources:
            yield from self._wrapped(self.starts_from(question), "  ", "  ")

    def starts_from(self, question: GridQuestion) -> str:
        """The attested matter from which a question of ours starts."""
        matter = ", ".join(question.text.sources)
        return self.translate("A question of ours; it starts from: %s") % matter

    def _placed(self, placed: Placed) -> Iterator[str]:
        said = self.language
        level = placed.level
        scale = " ".join("●" if level == place else "·" for place in range(LEVELS))
        short = placed.question.short.in_language(said)
        yield f"{scale}   {short} — {self.standing(placed)}"
        yield from self._wrapped(placed.question.text.in_language(said), "  ", "  ")
        if placed.reached is not None:
            yield from self._wrapped(f"→ {placed.reached.in_language(said)}", "  ", "    ")
        answer = placed.answer
        if answer.rests_on:
            kind = self.support(answer.kind)
            aside = f" ({kind})" if kind else ""
            label = self.translate("why" if placed.level is None else "rests on")
            rests = f"{label}{aside}{self.colon} {answer.rests_on}"
            yield from self._wrapped(rests, "  ", "    ")
        if answer.sources:
            yield from self._wrapped(", ".join(answer.sources), "    ", "    ")

    def _change(self, change: Change) -> Iterator[str]:
        short = change.question.short.in_language(self.language)
        moved = self.translate(change.moved.value)
        aside = f" ({self.translate(change.why.value)})" if change.why is not None else ""
        yield f"  {MARKS[change.moved]} {short} — {moved}{aside}"
        for day, placed in (("before", change.before), ("after", change.after)):
            if placed is None:
                continue
            kind = self.support(placed.answer.kind)
            words = [self.translate(day), self.standing(placed), *([kind] if kind else [])]
            yield f"      {' · '.join(words)}"

    def _heading(self, words: str) -> list[str]:
        return [words, "=" * min(len(words), self.width)]

    def _wrapped(self, words: str, first: str = "", then: str = "") -> Sequence[str]:
        return textwrap.wrap(
            words,
            self.width,
            initial_indent=first,
            subsequent_indent=then,
            break_on_hyphens=False,
        )

    @property
    def colon(self) -> str:
        """The colon as the language writes it."""
        return "\u00a0:" if self.language == "fr" else ":"
