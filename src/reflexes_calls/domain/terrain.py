"""Terrain: an administration that offers a place to try a piste, or looks for one."""

from enum import StrEnum


class TerrainRole(StrEnum):
    """What an offer says of whoever makes it."""

    TERRAIN = "terrain"
    LEAD = "lead"
    EVALUATOR = "evaluator"
