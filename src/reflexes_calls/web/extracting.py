"""Gathering the message ids of our Python files, for `pybabel extract -F babel.cfg`.

Beyond calls to gettext, it knows `N_`, the translators that pages call `words` or `said`, and the
makers of `reflexes.fields`, whose label and `help` are message ids, and the table of sentences.
"""

import ast
from collections.abc import Iterator
from typing import IO, Any, TypeGuard

MARKS = frozenset({"_", "gettext", "N_", "words", "said", "translate", "translator"})
MAKERS = frozenset({"line", "prose", "whole", "money", "day", "yes", "choice", "part", "many"})
TABLE = "SENTENCES"

Message = tuple[int, str, str | tuple[str, ...], list[str]]


def extract_python(stream: IO[bytes], *_given: Any, **_options: Any) -> Iterator[Message]:
    """Every message id of a file: its line, the function that marks it, the id, no comment."""
    for node in ast.walk(ast.parse(stream.read())):
        if isinstance(node, ast.Call):
            yield from _messages(node)
        elif _is_table(node):
            yield from _table(node.value)


def _is_table(node: ast.AST) -> TypeGuard[Any]:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict):
        return False
    return TABLE in {getattr(target, "id", "") for target in node.targets}


def _messages(call: ast.Call) -> Iterator[Message]:
    # In `translator(request)("…")`, what is called is itself a call.
    marking = call.func.func if isinstance(call.func, ast.Call) else call.func
    name = getattr(marking, "id", getattr(marking, "attr", ""))
    said = [text for text in map(_text, call.args[:2]) if text]
    if name == "ngettext" and len(said) > 1:
        yield call.lineno, name, tuple(said), []
    elif name in MARKS | MAKERS and said and _text(call.args[0]):
        yield call.lineno, "gettext", said[0], []
    if name in MAKERS:
        helps = (_text(keyword.value) for keyword in call.keywords if keyword.arg == "help")
        for text in filter(None, helps):
            yield call.lineno, "gettext", text, []


def _table(sentences: ast.Dict) -> Iterator[Message]:
    for said in filter(None, map(_text, sentences.values)):
        yield sentences.lineno, "gettext", said, []


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
