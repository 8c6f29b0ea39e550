"""The shipped file of territories."""

COLUMNS = ("kind", "code", "name", "siren", "within", "day", "nature", "size", "postal")


def department_of(code: str) -> str:
    """The département, or the overseas collectivity, of a commune's code."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]
