"""Which solvers, in which version: what a record keeps so that a result can be found again."""

from importlib.metadata import version


def flow_solver() -> str:
    """The solver of flows, with its version."""
    return f"ortools {version('ortools')}, numpy {version('numpy')}"


def program_solver() -> str:
    """The solver of mixed-integer programmes, with its version."""
    return f"HiGHS in scipy {version('scipy')}, numpy {version('numpy')}"
