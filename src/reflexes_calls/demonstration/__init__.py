"""The demonstration: a whole life of two calls, told by fictitious administrations.

It fills an empty instance through the same actions as everybody, with a clock set in the past.
"""

from reflexes_calls.demonstration.accounts import Account, accounts, password
from reflexes_calls.demonstration.filling import NotADemonstrationError, prepare

__all__ = ["Account", "NotADemonstrationError", "accounts", "password", "prepare"]
