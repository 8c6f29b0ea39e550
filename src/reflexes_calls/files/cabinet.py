"""Cabinet: where an instance keeps the files people send, and how it looks into them."""

from contextlib import AbstractContextManager, contextmanager
from collections.abc import Iterator
from pathlib import Path

import attrs
