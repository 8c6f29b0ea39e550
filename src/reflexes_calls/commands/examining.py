"""What `doctor` looks at, one thing after another; each says what it met and how to mend it."""

import datetime as dt
import shlex
import shutil
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text

from reflexes.records import record
from reflexes_calls.actions.desk import cabinet_of
from reflexes_calls.actions.verifying import verdicts
from reflexes_calls.commands.plainly import SCHEMA, plain_words
from reflexes_calls.domain.clock import local_words
from reflexes_calls.letters.mailing import MailError, mail_server
from reflexes_calls.settings import Bucket, Settings
from reflexes_calls.storage import letters, tasks, watching
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import make_engine, snapshot
from reflexes_calls.storage.migrating import SchemaStanding, schema_standing

LEAST_ROOM = 1024**3
LEAST_LEFT = 100 * 1024**2
LONG_WAIT = dt.timedelta(minutes=30)
LATELY = dt.timedelta(days=7)
STILL = dt.timedelta(minutes=2)
DRIFT = dt.timedelta(seconds=5)
QUICK = 5.0


class Health(StrEnum):
    """How a thing stands, the best first."""

    OK = "ok"
    WATCH = "watch"
    BROKEN = "broken"


@record
class Finding:
    """What was found of one thing; `mend` is empty when nothing is to be done."""

    check: str
    health: Health
    said: str
    mend: str = ""


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything; what cannot be looked at is said too."""
    return (
        Finding(check="settings", health=Health.OK, said="Réglages lisibles / settings are read"),
        *_of_settings(settings),
        *_of_database(settings),
        *_of_folders(settings),
        *_of_files(settings),
        *_of_mail(settings),
        *_of_scanner(settings),
        *_of_papers(),
    )


def _ok(check: str, said: str) -> Finding:
    return Finding(check=check, health=Health.OK, said=said)


def _watch(check: str, said: str, mend: str) -> Finding:
    return Finding(check=check, health=Health.WATCH, said=said, mend=mend)


def _broken(check: str, said: str, mend: str) -> Finding:
    return Finding(check=check, health=Health.BROKEN, said=said, mend=mend)


# The settings together.


def _of_settings(settings: Settings) -> Iterator[Finding]:
    if not settings.address:
        yield _watch(
            "address",
            "L’adresse publique n’est pas dite / the public address is not stated",
            "Écrivez address, par exemple https://appels.example : les lettres et les références"
            " la portent. / Write address: letters and references bear it.",
        )
    elif settings.address.startswith("https://") and not settings.secure_cookies:
        yield _watch(
            "cookies",
            "Le service est joint en HTTPS, sans cookies protégés / cookies are not secure",
            "Écrivez secure_cookies = true. / Write secure_cookies = true.",
        )
    if not settings.has_worker:
        yield _ok(
            "worker",
            "Le travail à heure dite se fait à part : `reflexes-calls worker`"
            " / timed work is done apart",
        )


# The database, and what it tells.


def _of_database(settings: Settings) -> Iterator[Finding]:
    path = _sqlite_path(settings)
    if path is not None and not path.exists():
        yield _broken(
            "database",
            f"{path} n’existe pas encore / is not there yet",
            "Lancez `reflexes-calls migrate`. / Run `reflexes-calls migrate`.",
        )
        return
    engine: Engine | None = None
    try:
        engine = make_engine(settings.database_url)
        with snapshot(engine) as connection:
            standing, revision = schema_standing(connection)
            yield _ok("database", f"La base répond ({engine.dialect.name}) / the database answers")
            if standing is not SchemaStanding.PRESENT:
                yield _broken("schema", f"Schéma / schema: {revision or '—'}", SCHEMA[standing])
                return
            yield _ok("schema", f"Schéma à jour / schema is current: {revision}")
            for look in (_clock, _heart, _letters, _tasks, _journals):
                yield from look(connection)
    except Exception as error:  # noqa: BLE001  # whatever keeps the database away is the finding
        said = plain_words(error, settings)
        yield _broken(
            "database",
            f"La base ne peut pas être lue ({type(error).__name__}) / cannot be read",
            said or "Voyez le journal technique. / See the log.",
        )
    finally:
        if engine is not None:
            engine.dispose()


def _sqlite_path(settings: Settings) -> Path | None:
    inside = settings.database_url.partition("sqlite:///")[2].partition("?")[0]
    return Path(inside) if settings.is_sqlite and inside and inside != ":memory:" else None


def _clock(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "postgresql":
        yield _ok("clock", "L’heure est celle de cette machine / the time is this machine's")
        return
    theirs: dt.datetime = connection.execute(select(text("clock_timestamp()"))).scalar_one()
    apart = abs(theirs - dt.datetime.now(dt.UTC))
    if apart > DRIFT:
        yield _watch(
            "clock",
            f"Cette machine et la base ont {apart.total_seconds():.0f} s d’écart / clocks differ",
            "Réglez les deux horloges sur la même source (NTP). / Set both clocks by NTP.",
        )
    else:
        yield _ok("clock", "Les horloges s’accordent / the clocks agree")


def _heart(connection: Connection) -> Iterator[Finding]:
    asked = select(t.heartbeats.c.seen_at).where(t.heartbeats.c.id == watching.ONLY)
    last: dt.datetime | None = connection.execute(asked).scalar_one_or_none()
    now = dt.datetime.now(dt.UTC)
    if last is None:
        yield _watch(
            "heartbeat",
            "Le service n’a encore jamais été servi / the service was never served yet",
            "Lancez `reflexes-calls serve`. / Run `reflexes-calls serve`.",
        )
    elif last > now + DRIFT:
        yield _watch(
            "heartbeat",
            f"Le dernier signe de vie est à venir : {local_words(last)} / is in the future",
            "L’horloge a été avancée puis remise : vérifiez-la, et les pannes (`outage list`)."
            " / The clock was wrong: check it, and the outages.",
        )
    elif now - last > STILL:
        yield _watch(
            "heartbeat",
            f"Pas de signe de vie depuis le {local_words(last)} / no sign of life since",
            "Si le service devrait tourner, relancez `reflexes-calls serve`."
            " / If it should run, start `reflexes-calls serve`.",
        )
    else:
        yield _ok("heartbeat", "Le service tourne / the service is running")


def _letters(connection: Connection) -> Iterator[Finding]:
    count, oldest, failure = letters.backlog(connection)
    if oldest is not None and dt.datetime.now(dt.UTC) - oldest > LONG_WAIT:
        yield _watch(
            "letters",
            f"{count} lettres attendent, la première depuis le {local_words(oldest)}"
            f" / letters wait{f' ({failure})' if failure else ''}",
            "Le travail à heure dite tourne-t-il (`reflexes-calls worker`) ? Le serveur de"
            " courriel répond-il ? / Is the worker running? Does the mail server answer?",
        )
    else:
        yield _ok("letters", f"{count} lettres attendent / letters wait")
    refused = letters.given_up_since(connection, dt.datetime.now(dt.UTC) - LATELY)
    if refused:
        yield _watch(
            "refused-letters",
            f"{refused} lettres refusées chaque fois depuis une semaine / letters given up",
            "Les responsables les voient sur la page « Les lettres » de leur appel et peuvent les"
            " réessayer. / Managers see them on the page of the letters of their call.",
        )


def _tasks(connection: Connection) -> Iterator[Finding]:
    due, failed = tasks.counted(connection, dt.datetime.now(dt.UTC) - LONG_WAIT)
    if due or failed:
        yield _watch(
            "tasks",
            f"{due} tâches en retard, {failed} en échec / tasks are late, or failed",
            "Le travail à heure dite tourne-t-il ? Voyez son journal technique."
            " / Is the worker running? See its log.",
        )
    else:
        yield _ok("tasks", "Aucune tâche en retard / no task is late")


def _journals(connection: Connection) -> Iterator[Finding]:
    wrong = [one.call[:8] or "service" for one in verdicts(connection) if not one.holds]
    if wrong:
        yield _broken(
            "journal",
            f"Un journal ne tient pas / a journal does not hold: {', '.join(wrong)}",
            "Lancez `reflexes-calls journal verify`, et comparez à une sauvegarde."
            " / Run `reflexes-calls journal verify`, and compare with a backup.",
        )
    else:
        yield _ok("journal", "Les journaux tiennent / the journals hold")


# What stands beside the database.


def _of_folders(settings: Settings) -> Iterator[Finding]:
    known: dict[str, Path | None] = {
        "outgoing": settings.outgoing,
        "outbox": None if settings.smtp_host else settings.outbox,
        "receiving": cabinet_of(settings).receiving.folder if _can_reach(settings) else None,
    }
    for name, folder in known.items():
        if folder is not None:
            yield _of_folder(name, folder)
    path = _sqlite_path(settings)
    yield from _room("room", path.parent if path else Path.cwd())
    if isinstance(settings.files, Path):
        yield from _room("room-of-files", settings.files)


def _can_reach(settings: Settings) -> bool:
    return not isinstance(settings.files, Bucket)


def _of_folder(name: str, folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / ".doctor"
        trial.write_bytes(b"a trial")
        trial.unlink()
    except OSError as error:
        return _broken(
            name,
            f"{name} : {folder} : {error.strerror}",
            "Donnez ce dossier au compte du service, ou choisissez-en un autre."
            " / Give this folder to the account of the service, or choose another one.",
        )
    return _ok(name, f"{name} : {folder}")


def _room(name: str, folder: Path) -> Iterator[Finding]:
    place = next(one for one in (folder.resolve(), *folder.resolve().parents) if one.is_dir())
    free = shutil.disk_usage(place).free
    said = f"{free // 1024**2} Mo libres / MB free: {place}"
    if free < LEAST_ROOM:
        make = _broken if free < LEAST_LEFT else _watch
        yield make(name, said, "Libérez de la place avant qu’elle ne manque. / Free some room.")
    else:
        yield _ok(name, said)


def _of_files(settings: Settings) -> Iterator[Finding]:
    try:
        cabinet_of(settings).store.check()
    except ImportError:
        yield _broken(
            "files",
            "Le stockage S3 demande un paquet absent / a package is missing",
            "Installez `reflexes-publics[s3]`. / Install `reflexes-publics[s3]`.",
        )
    except OSError as error:
        yield _broken(
            "files",
            f"Les pièces jointes ne peuvent pas être gardées : {error} / cannot be kept",
            "Vérifiez le dossier ou le seau, ses droits et ses clés."
            " / Check the folder or the bucket, its rights and its keys.",
        )
    else:
        yield _ok("files", f"Pièces jointes / attachments: {settings.files}")


def _of_mail(settings: Settings) -> Iterator[Finding]:
    server = mail_server(
        settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )
    if server is None:
        yield _watch(
            "mail",
            f"Aucun serveur de courriel : les lettres vont dans {settings.outbox}"
            " / no mail server: letters go to a folder",
            "Pour qu’elles partent, écrivez smtp_host. / To have them leave, write smtp_host.",
        )
        return
    try:
        with server.open():
            yield _ok("mail", f"Courriel / mail: {server.host}:{server.port}")
    except MailError as error:
        yield _broken(
            "mail",
            f"Le serveur de courriel {server.host}:{server.port} ne répond pas : {error}"
            " / does not answer",
            "Vérifiez son nom, son port, sa protection et son compte."
            " / Check its name, its port, its protection and its account.",
        )


def _of_scanner(settings: Settings) -> Iterator[Finding]:
    if not settings.scanner.strip():
        yield _watch(
            "scanner",
            "Les fichiers ne sont pas analysés / files are not scanned",
            "Écrivez scanner, par exemple clamdscan --fdpass --no-summary {file}.",
        )
        return
    try:
        program = shlex.split(settings.scanner)[0]
    except ValueError:
        program = settings.scanner
    if shutil.which(program) is None:
        yield _broken(
            "scanner",
            f"{program} est introuvable : aucun fichier n’est accepté / no file is taken",
            "Installez-le, ou corrigez scanner. / Install it, or correct scanner.",
        )
    else:
        yield _ok("scanner", f"Analyse des fichiers / files are scanned: {program}")


def _of_papers() -> Iterator[Finding]:
    try:
        made = _print_a_page()
    except Exception as error:  # noqa: BLE001  # whatever keeps papers from being made
        yield _broken(
            "papers",
            f"Les PDF ne peuvent pas être faits ({type(error).__name__}) / PDFs cannot be made",
            "Réinstallez `reflexes-publics[service]`. / Install `reflexes-publics[service]` again.",
        )
    else:
        yield _ok("papers", f"PDF et polices / PDFs and typefaces: {made} octets")


def _print_a_page() -> int:
    from reflexes_calls.papers.printing import trial  # noqa: PLC0415  # slow to load

    look: Callable[[], bytes] = trial
    return len(look())
