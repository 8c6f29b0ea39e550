"""The commands of `reflexes`, one file each: `fill` says its options, `run` does it.

`cli` imports the file of the asked command alone, so that none pays for what another needs.
"""
