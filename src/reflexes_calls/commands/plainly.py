"""What keeps a command from working, said in plain words with how to mend it."""

import sqlite3

from alembic.util.exc import CommandError
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from reflexes_calls.domain.errors import Busy
from reflexes_calls.settings import Settings
from reflexes_calls.storage.failing import causes_of, is_away, is_full
from reflexes_calls.storage.migrating import SchemaError, SchemaStanding

SCHEMA = {
    SchemaStanding.EMPTY: "Cette base est vide : lancez d’abord `reflexes-calls migrate`."
    " / This database is empty: run `reflexes-calls migrate` first.",
    SchemaStanding.OLDER: "Cette base est d’une version plus ancienne. Sauvegardez-la, puis lancez"
    " `reflexes-calls migrate`. / This database is of an older version. Back it up, then run"
    " `reflexes-calls migrate`.",
    SchemaStanding.UNKNOWN: "Cette base est d’un programme plus récent, ou d’un autre programme."
    " Mettez celui-ci à jour, ou corrigez REFLEXES_CALLS_DATABASE_URL. / This database is of a"
    " newer program, or of another one. Upgrade this one, or correct REFLEXES_CALLS_DATABASE_URL.",
}
NO_ROOM = (
    "Il n’y a plus de place sur le disque : libérez-en, puis recommencez. Rien n’a été écrit à"
    " moitié. / The disk is full: free some room, then try again. Nothing was half written."
)
NO_DATABASE = (
    "Ce fichier n’est pas une base SQLite : choisissez-en un autre. / This file is no SQLite"
    " database: choose another one."
)
NO_DRIVER = (
    "Le pilote de PostgreSQL manque : installez `reflexes-publics[postgresql]`. / The driver of"
    " PostgreSQL is missing: install `reflexes-publics[postgresql]`."
)
UNREACHABLE = (
    "La base ne répond pas : est-elle lancée, l’adresse et le mot de passe sont-ils justes ?"
    " / The database does not answer: is it running, are the address and the password right?"
)
NOT_THERE = (
    "Ce fichier de base ne peut pas être ouvert : le dossier existe-t-il, peut-on y écrire ?"
    " / This database file cannot be opened: is its folder there, and may it be written to?"
)
NO_DISK = (
    "Le disque ne se laisse pas lire ou écrire : est-il plein, abîmé ? Rien n’a été écrit à moitié."
    " / The disk cannot be read or written: is it full, or broken? Nothing was half written."
)
BUSY = (
    "La base est occupée : recommencez dans un instant. / The database is busy: try again in a"
    " moment."
)


def plain_words(  # noqa: PLR0911  # one for each family of errors
    error: BaseException, settings: Settings
) -> str | None:
    """What to tell of an error that an operator can mend; None for one that we caused."""
    if isinstance(error, SchemaError):
        return SCHEMA[error.standing]
    if isinstance(error, Busy):
        return BUSY
    if isinstance(error, ModuleNotFoundError | NoSuchModuleError) and not settings.is_sqlite:
        return NO_DRIVER
    if isinstance(error, CommandError):
        return SCHEMA[SchemaStanding.UNKNOWN]
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, OSError):
        return _of_machine(error)
    return None


def _of_database(error: DBAPIError) -> str | None:
    for one in causes_of(error):
        if isinstance(one, sqlite3.Error):
            return _of_sqlite(one)
    if is_full(error):
        return NO_ROOM
    return UNREACHABLE if is_away(error) else None


def _of_sqlite(error: sqlite3.Error) -> str | None:
    if is_full(error):
        return NO_ROOM
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    told = {
        sqlite3.SQLITE_NOTADB: NO_DATABASE,
        sqlite3.SQLITE_CORRUPT: NO_DATABASE,
        sqlite3.SQLITE_IOERR: NO_DISK,
        sqlite3.SQLITE_CANTOPEN: NOT_THERE,
        sqlite3.SQLITE_READONLY: NOT_THERE,
        sqlite3.SQLITE_PERM: NOT_THERE,
        sqlite3.SQLITE_BUSY: BUSY,
        sqlite3.SQLITE_LOCKED: BUSY,
    }
    return told.get(code)


def _of_machine(error: OSError) -> str | None:
    if is_full(error):
        return NO_ROOM
    if not error.filename:
        return None
    return f"{error.filename} : {error.strerror}"
