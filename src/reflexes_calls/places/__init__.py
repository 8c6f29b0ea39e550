"""The official lists of France, kept offline: territories by their code, administrations by SIREN.

`listing` reads the shipped file, `territory` tells what a code stands for, `searching` finds by
name, `administration` reads a SIRET, `registers` serves the reading of answers. `making` makes the
shipped file again from a newer vintage.
"""
