"""Settings of an instance, from the environment or from a TOML file; the environment wins.

`database_url` in the file is `REFLEXES_CALLS_DATABASE_URL` in the environment, and so on. A secret
may stand in a file of its own, named by the same setting ending in `_file`.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs

PREFIX = "REFLEXES_CALLS_"
FILE = f"{PREFIX}SETTINGS"
"""The variable that names the TOML file."""
OTHERS = frozenset({FILE, f"{PREFIX}PASSWORD"})
"""Variables that are no settings: the file, and what `administrator` and `user` are told."""
SECRET_FILE = "_file"  # noqa: S105  # the end of a name, no secret
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})
SHORTEST_KEY = 16
_ADDRESS = re.compile(r"[^@\s<>,]+@[^@\s<>,]+")
_BUCKET = re.compile(r"s3://(?P<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>.*))?")


class ExpectedError(ValueError):
    """A value cannot be used; the message says what is expected, French then English."""


@attrs.frozen(kw_only=True)
class Problem:
    """What is wrong with one setting: where it was said, what was met, what is expected."""

    where: str
    met: str
    expected: str

    def __str__(self) -> str:
        """One line, which says how to mend it."""
        return f"{self.where} : « {self.met} ». {self.expected}"


class SettingsError(ValueError):
    """Some settings cannot be used; the message has one line for each, all at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep every problem, in the order of the settings."""
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@attrs.frozen(kw_only=True)
class Bucket:
    """A place in a storage that speaks S3: the name of a bucket and what its keys begin with."""

    name: str
    prefix: str = ""

    def __str__(self) -> str:
        """The address as it is written in the settings."""
        return f"s3://{self.name}/{self.prefix}".rstrip("/")


@attrs.frozen(kw_only=True)
class S3Access:
    """How a storage that speaks S3 is reached; what is empty is asked of the machine."""

    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = attrs.field(default="", repr=False)


# How a setting is read, from the text of a variable or from a value of the file.


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise ExpectedError("Écrivez un texte entre guillemets. / Write a text in quotes.")
    return given.strip()


def _folder(given: object) -> Path:
    said = _text(given)
    if not said:
        raise ExpectedError("Écrivez le nom d’un dossier. / Write the name of a folder.")
    return Path(said)


def _place(given: object) -> Path | Bucket:
    """A folder, or a bucket."""
    said = _text(given)
    if "://" not in said:
        return _folder(said)
    found = _BUCKET.fullmatch(said)
    if found is None:
        raise ExpectedError(
            "Écrivez un dossier, ou s3://seau/préfixe. / Write a folder, or s3://bucket/prefix."
        )
    return Bucket(name=found["name"], prefix=(found["prefix"] or "").strip("/"))


def _flag(given: object) -> bool:
    if isinstance(given, bool):
        return given
    if not isinstance(given, str) or given.strip().lower() not in TRUE | FALSE:
        raise ExpectedError("Écrivez 1 ou 0. / Write 1 or 0.")
    return given.strip().lower() in TRUE


def _whole(least: int, most: int, example: int) -> Callable[[object], int]:
    def read(given: object) -> int:
        said = str(given).strip()
        is_whole = not isinstance(given, bool) and said.isascii() and said.isdecimal()
        if not is_whole or not least <= int(said) <= most:
            raise ExpectedError(
                f"Écrivez un nombre de {least} à {most}, par exemple {example}."
                f" / Write a number from {least} to {most}, such as {example}."
            )
        return int(said)

    return read


def _one_of(*known: str) -> Callable[[object], str]:
    def read(given: object) -> str:
        said = str(given).strip().lower()
        if said not in known:
            listed = ", ".join(known)
            raise ExpectedError(f"Choisissez parmi : {listed}. / Choose among: {listed}.")
        return said

    return read


def _database(given: object) -> str:
    said = _text(given)
    known = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
    if not said.startswith(known) or said in known:
        raise ExpectedError(
            "Écrivez sqlite:///fichier.sqlite3 ou postgresql://nom:passe@hôte/base."
            " / Write sqlite:///file.sqlite3 or postgresql://name:password@host/database."
        )
    return said


def _web_address(given: object) -> str:
    said = _text(given)
    parts = urlsplit(said)
    if said and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query):
        raise ExpectedError(
            "Écrivez une adresse telle que https://appels.example."
            " / Write an address such as https://appels.example."
        )
    return said.rstrip("/")


def _mail_address(given: object) -> str:
    said = _text(given)
    if said and not _ADDRESS.fullmatch(said):
        raise ExpectedError(
            "Écrivez une adresse telle que appels@ville.example."
            " / Write an address such as calls@town.example."
        )
    return said


def _key(given: object) -> str:
    said = _text(given)
    if said and len(said) < SHORTEST_KEY:
        raise ExpectedError(
            f"Écrivez au moins {SHORTEST_KEY} caractères tirés au hasard."
            f" / Write at least {SHORTEST_KEY} random characters."
        )
    return said


def _setting(
    default: Any,
    words: str,
    *,
    reads: Callable[[object], object] = _text,
    secret: bool = False,
) -> Any:
    """One setting: its usual value, what it is (French / English), how it is read."""
    told = {"words": words, "reads": reads, "secret": secret}
    return attrs.field(default=default, metadata=told, repr=not secret)


@attrs.frozen(kw_only=True)
class Settings:
    """What an instance needs to know before it starts."""

    database_url: str = _setting(
        "sqlite:///reflexes-calls.sqlite3",
        "la base : un fichier SQLite ou PostgreSQL / the database: an SQLite file or PostgreSQL",
        reads=_database,
        secret=True,
    )
    outbox: Path = _setting(
        Path("outbox"),
        "le dossier des courriels, sans serveur / the folder of letters, without a mail server",
        reads=_folder,
    )
    outgoing: Path = _setting(
        Path("outgoing-evidence"),
        "le dossier des preuves proposées au catalogue / the evidence offered to the catalogue",
        reads=_folder,
    )
    files: Path | Bucket = _setting(
        Path("files"),
        "les pièces jointes : un dossier, ou s3://seau/préfixe"
        " / attachments: a folder, or s3://bucket/prefix",
        reads=_place,
    )
    receiving: Path | None = _setting(
        None,
        "le dossier des fichiers en cours d’envoi ; d’office, dans celui des pièces"
        " / the folder of files on their way; by default, inside that of attachments",
        reads=_folder,
    )
    s3_endpoint: str = _setting(
        "",
        "l’adresse du stockage S3, s’il n’est pas celui d’AWS"
        " / the address of the S3 storage, unless it is that of AWS",
        reads=_web_address,
    )
    s3_region: str = _setting("", "la région du stockage S3 / the region of the S3 storage")
    s3_access_key: str = _setting("", "le nom de la clé S3 / the name of the S3 key")
    s3_secret_key: str = _setting("", "la clé S3 secrète / the secret S3 key", secret=True)
    scanner: str = _setting(
        "",
        "la commande qui dit si un fichier est sain ; vide, rien n’est analysé"
        " / the command that says whether a file is clean; empty, nothing is scanned",
    )
    file_limit: int = _setting(
        20,
        "le poids le plus grand d’un fichier, en mégaoctets / the most a file weighs, in megabytes",
        reads=_whole(1, 2000, 20),
    )
    smtp_host: str = _setting(
        "",
        "le serveur de courriel ; vide, les lettres vont dans `outbox`"
        " / the mail server; empty, letters go to `outbox`",
    )
    smtp_port: int = _setting(
        0,
        "son port ; 0 pour celui d’usage (587, 465 ou 25)"
        " / its port; 0 for the usual one (587, 465 or 25)",
        reads=_whole(0, 65535, 587),
    )
    smtp_security: str = _setting(
        "starttls",
        "comment la liaison est protégée : starttls, tls, none / how the link is protected",
        reads=_one_of("starttls", "tls", "none"),
    )
    smtp_user: str = _setting("", "le compte sur ce serveur / the account on that server")
    smtp_password: str = _setting("", "son mot de passe / its password", secret=True)
    sender: str = _setting(
        "reflexes@example.invalid",
        "l’adresse d’où partent les lettres / the address letters are sent from",
        reads=_mail_address,
    )
    contact: str = _setting(
        "",
        "l’adresse de l’équipe, dite sur la page d’aide / the team’s address, on the page of help",
    )
    address: str = _setting(
        "",
        "où le service est joint, pour les liens et les références : https://appels.example"
        " / where the service is reached, for links and references",
        reads=_web_address,
    )
    host: str = _setting("127.0.0.1", "où le service écoute / where the service listens")
    port: int = _setting(8000, "le port / the port", reads=_whole(1, 65535, 8000))
    processes: int = _setting(
        1,
        "combien de processus servent ; autant que de processeurs tient le mieux une affluence"
        " / how many processes serve; as many as processors holds a rush best",
        reads=_whole(1, 64, 2),
    )
    worker: str = _setting(
        "auto",
        "`serve` fait-il aussi le travail à heure dite : yes, no, auto (oui avec SQLite)"
        " / whether `serve` does the timed work too: yes, no, auto (yes with SQLite)",
        reads=_one_of("auto", "yes", "no"),
    )
    log_format: str = _setting(
        "text",
        "le journal technique : text, ou json à une ligne / the log: text, or json lines",
        reads=_one_of("text", "json"),
    )
    metrics_token: str = _setting(
        "",
        "le jeton qui ouvre /metrics ; vide, depuis cette machine seulement"
        " / the token that opens /metrics; empty, from this machine only",
        reads=_key,
        secret=True,
    )
    secure_cookies: bool = _setting(
        False,  # noqa: FBT003  # the usual value
        "le service n’est joint qu’en HTTPS / the service is reached over HTTPS alone",
        reads=_flag,
    )
    oidc_issuer: str = _setting(
        "",
        "le fournisseur d’identité (ProConnect), tel que https://…/api/v2"
        " / the identity provider, such as https://…/api/v2",
        reads=_web_address,
    )
    oidc_client_id: str = _setting(
        "", "le nom de ce service chez lui / what this service is called there"
    )
    oidc_client_secret: str = _setting(
        "", "ce qui prouve que ce service demande / what proves that it asks", secret=True
    )
    second_factor: bool = _setting(
        False,  # noqa: FBT003  # the usual value
        "les gestionnaires se connectent avec un second code / managers need a second code",
        reads=_flag,
    )
    secrets_key: str = _setting(
        "",
        "un long texte au hasard, qui scelle les secrets des seconds codes"
        " / a long random text that seals the secrets of second codes",
        reads=_key,
        secret=True,
    )
    demo: bool = _setting(
        False,  # noqa: FBT003  # the usual value
        "l’heure peut être déplacée ; `demo` s’en charge / time can be moved; `demo` sees to it",
        reads=_flag,
    )

    @property
    def s3_access(self) -> S3Access:
        """How a storage that speaks S3 is reached."""
        return S3Access(
            endpoint=self.s3_endpoint,
            region=self.s3_region,
            access_key=self.s3_access_key,
            secret_key=self.s3_secret_key,
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.database_url.startswith("sqlite")

    @property
    def has_worker(self) -> bool:
        """Whether `serve` also does what is due by time."""
        return self.worker == "yes" or (self.worker == "auto" and self.is_sqlite)


@attrs.frozen(kw_only=True)
class Described:
    """A setting as the documentation tells it."""

    name: str
    words: str
    usual: str
    is_secret: bool

    @property
    def variable(self) -> str:
        """Its variable of the environment."""
        return PREFIX + self.name.upper()


def settings_described() -> Iterator[Described]:
    """Every setting, in the order of the class."""
    for field in attrs.fields(Settings):
        yield Described(
            name=field.name,
            words=field.metadata["words"],
            usual="" if field.default is None else _shown(field.default),
            is_secret=field.metadata["secret"],
        )


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def read_settings(
    environment: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """The settings said by the environment, by the file elsewhere, the usual ones for the rest.

    Raises `SettingsError` with everything that is wrong.
    """
    known = os.environ if environment is None else environment
    path = file or (Path(known[FILE]) if known.get(FILE) else None)
    reader = _Reader()
    if path is not None:
        reader.read_file(path)
    reader.read_environment(known)
    settings = reader.settings()
    if not reader.problems:
        reader.check_together(settings)
    if reader.problems:
        raise SettingsError(tuple(reader.problems))
    return settings


class _Reader:
    """Gathers what is said, and everything that is wrong with it."""

    def __init__(self) -> None:
        self.said: dict[str, Any] = {}
        self.places: dict[str, str] = {}
        self.problems: list[Problem] = []

    def read_file(self, path: Path) -> None:
        try:
            found = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            told = error.strerror if isinstance(error, OSError) else str(error)
            self._add(str(path), str(told), "Corrigez ce fichier TOML. / Mend this TOML file.")
            return
        for key, given in found.items():
            self._read(key, given, f"{path}, {key}", folder=path.parent)

    def read_environment(self, known: Mapping[str, str]) -> None:
        for variable, given in known.items():
            if variable.startswith(PREFIX) and variable not in OTHERS:
                self._read(variable.removeprefix(PREFIX).lower(), given, variable, folder=Path())

    def settings(self) -> Settings:
        return Settings(**self.said)

    def check_together(self, settings: Settings) -> None:
        """What no setting says alone."""
        pairs = (
            ("smtp_password", "smtp_user"),
            ("smtp_user", "smtp_host"),
            ("s3_secret_key", "s3_access_key"),
            ("oidc_issuer", "oidc_client_id"),
            ("oidc_issuer", "oidc_client_secret"),
            ("second_factor", "secrets_key"),
        )
        for one, other in pairs:
            if getattr(settings, one) and not getattr(settings, other):
                self._add(
                    self.places.get(one, one), "…", f"Écrivez aussi {other}. / Write {other} too."
                )
        if settings.smtp_host and settings.sender == Settings().sender:
            self._add(
                "sender",
                settings.sender,
                "Dites d’où partent les lettres. / Say which address letters are sent from.",
            )

    def _read(self, name: str, given: object, where: str, *, folder: Path) -> None:
        fields = attrs.fields_dict(Settings)
        stem = name.removesuffix(SECRET_FILE)
        if name not in fields and stem in fields and fields[stem].metadata["secret"]:
            self._read_secret(stem, given, where, folder)
        elif name not in fields:
            self._add_unknown(name, where, tuple(fields))
        else:
            self._keep(fields[name], given, where)

    def _read_secret(self, name: str, given: object, where: str, folder: Path) -> None:
        try:
            text = (folder / str(given)).read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            told = f"{given} : {getattr(error, 'strerror', None) or 'UTF-8'}"
            self._add(
                where, told, "Nommez un fichier lisible. / Name a file that this service can read."
            )
            return
        self._keep(attrs.fields_dict(Settings)[name], text, where)

    def _keep(self, field: "attrs.Attribute[Any]", given: object, where: str) -> None:
        self.places[field.name] = where
        try:
            self.said[field.name] = field.metadata["reads"](given)
        except ExpectedError as error:
            self._add(where, "…" if field.metadata["secret"] else _shown(given), str(error))

    def _add_unknown(self, name: str, where: str, known: tuple[str, ...]) -> None:
        near = difflib.get_close_matches(name, known, n=1)
        meant = f" Vouliez-vous dire {near[0]} ? / Did you mean {near[0]}?" if near else ""
        self._add(
            where, name, f"Aucun réglage ne porte ce nom. / No setting bears this name.{meant}"
        )

    def _add(self, where: str, met: str, expected: str) -> None:
        self.problems.append(Problem(where=where, met=met, expected=expected))
