"""`python -m reflexes` is the `reflexes` command."""

import sys

from reflexes.cli import main

sys.exit(main())
