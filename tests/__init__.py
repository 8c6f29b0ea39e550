"""The tests. Pieces shared by several of them are imported as `tests.<name>`."""
