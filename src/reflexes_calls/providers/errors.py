"""What a provider of identities is refused for, apart from the libraries that speak with it."""

from reflexes_calls.domain.errors import Refused


class ProviderAway(Refused):
    """The provider does not answer, or not as a provider does."""

    def __init__(self, why: str) -> None:
        """Keep what happened, for the log."""
        super().__init__("provider-away", why=why)


class ProviderUntrue(Refused):
    """What the provider gave cannot be believed; `why` is for the log alone."""

    def __init__(self, why: str) -> None:
        """Keep what was wrong."""
        super().__init__("provider-untrue", why=why)
