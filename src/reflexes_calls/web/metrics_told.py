"""The figures of an instance, as Prometheus reads them."""

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from reflexes_calls.actions.counting import Figures

MEDIA_TYPE = CONTENT_TYPE_LATEST


def told(said: Figures) -> bytes:
    """The figures, written."""
    registry = CollectorRegistry()
    registry.register(_Told(said))
    return generate_latest(registry)


class _Told(Collector):
    """Figures as Prometheus names them."""

    def __init__(self, told: Figures) -> None:
        self.told = told

    def collect(self) -> list[Metric]:
        """Each figure."""
        told = self.told
        found: list[Metric] = [
            _of_stages("applications", "Applications by stage", told.applications),
            _of_stages("calls", "Calls by stage", told.calls),
            _of_stages("pilots", "Pilots by stage", told.pilots),
            _one("accounts", "Accounts", told.accounts),
            _one("sessions", "Sessions that are kept", told.sessions),
            _one("journal_entries", "Entries of the journals of calls", told.entries),
            _one("attachments", "Attached files", told.attachments),
            _one("attachments_bytes", "What attached files weigh", told.attached_bytes),
            _one("letters_waiting", "Letters that wait", told.letters_waiting),
            _one(
                "letters_oldest_seconds",
                "For how long the oldest one has waited",
                told.letters_oldest_seconds,
            ),
            _one("tasks_due", "Tasks that are due", told.tasks_due),
            _one("tasks_failed", "Tasks that failed when last tried", told.tasks_failed),
        ]
        if told.beat_seconds is not None:
            found.append(_one("heartbeat_age_seconds", "Since the last beat", told.beat_seconds))
        return found


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"reflexes_{name}", words, value=value)


def _of_stages(name: str, words: str, values: dict[str, int]) -> Metric:
    told = GaugeMetricFamily(f"reflexes_{name}", words, labels=["stage"])
    for stage, value in sorted(values.items()):
        told.add_metric([stage], value)
    return told
