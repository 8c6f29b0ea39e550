"""One module for each noun of the pages; each exposes `router`."""
