"""Rules that need more than one field or more than one file, a file for each matter.

`together` gathers them; whoever reads a tree needs `check_together` alone.
"""

from reflexes.checking.together import check_together

__all__ = ["check_together"]
