"""Settings: from the environment (``DUBAN_…``) and from ``duban.toml`` in the data folder, in that order."""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.checking import first_fault
from config.errors import CallError

DATA_DIR_VARIABLE = "DUBAN_DATA_DIR"
DEFAULT_DATA_DIR = Path("~/duban-data")
SETTINGS_FILE = "duban.toml"
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
#: Addresses that stand for every address of a machine; nobody can type them into a browser.
_ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not listened on


class Smtp(BaseModel):
    """The mail server. Without a host, mail is written to files instead."""

    model_config = ConfigDict(extra="forbid")

    host: str = ""
    port: int = 465
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str = "督办办公室 <duban@localhost>"
    timeout_seconds: float = Field(default=20.0, gt=0)
    ca_file: Path | None = None


class Oidc(BaseModel):
    """Signing in through the house's own identity provider (OpenID Connect); without an issuer there is none."""

    model_config = ConfigDict(extra="forbid")

    issuer: str = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    scopes: str = "openid profile email"
    staff_claim: str = ""
    label: str = "用单位账号登录"
    timeout_seconds: float = Field(default=10.0, gt=0, le=60)
    ca_file: Path | None = None

    @field_validator("issuer")
    @classmethod
    def _is_safe(cls, issuer: str) -> str:
        """Take an https address; plain http only of this machine, where nobody listens in."""
        found = urlsplit(issuer)
        if issuer and not (found.scheme == "https" or (found.scheme == "http" and found.hostname in LOOPBACK_HOSTS)):
            raise ValueError("应为 https:// 开头的地址")
        return issuer


class Limits(BaseModel):
    """Bounds on what is read from outside, checked before anything is unpacked."""

    model_config = ConfigDict(extra="forbid")

    file_bytes: PositiveInt = 50_000_000
    unpacked_bytes: PositiveInt = 200_000_000
    archive_entries: PositiveInt = 5_000
    compression_ratio: PositiveInt = 200
    text_chars: PositiveInt = 10_000_000
    sheet_rows: PositiveInt = 100_000
    pdf_pages: PositiveInt = 2_000
    read_seconds: PositiveInt = 120
    read_megabytes: PositiveInt = 1_000


class Attachments(BaseModel):
    """Bounds on the files people send with a report."""

    model_config = ConfigDict(extra="forbid")

    file_bytes: PositiveInt = 20_000_000
    files: PositiveInt = 9
    total_bytes: PositiveInt = 60_000_000
    pixels: PositiveInt = 60_000_000


class Settings(BaseSettings):
    """Everything an office may set. Each field is described in ``docs/settings.md``."""

    model_config = SettingsConfigDict(env_prefix="DUBAN_", env_nested_delimiter="__", extra="forbid")

    data_dir: Path = DEFAULT_DATA_DIR
    database_url: str = ""
    office_name: str = "区总工会改革督办办公室"
    office_contact: str = ""
    channel: Literal["file", "smtp"] = "file"
    smtp: Smtp = Smtp()
    limits: Limits = Limits()
    attachments: Attachments = Attachments()
    link_days: int = Field(default=14, ge=1, le=90)
    rule_pack: str = "default"
    unit_ranking: bool = False
    base_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    allowed_hosts: str = ""
    trusted_proxies: str = ""
    session_days: PositiveInt = 14
    session_idle_days: PositiveInt = 3
    require_totp: bool = False
    oidc: Oidc = Oidc()
    prefect: bool = True
    fonts_dir: Path | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def effective_base_url(self) -> str:
        """The address links in messages begin with: the one set, or the pages on this machine."""
        host = "127.0.0.1" if self.host in _ANY_ADDRESS else self.host
        return self.base_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def is_https(self) -> bool:
        """Whether people reach the pages over https: cookies are kept to it then."""
        return self.effective_base_url.lower().startswith("https:")

    @property
    def is_local(self) -> bool:
        """Whether the pages are meant for this machine alone: no other address, name or proxy is set."""
        known = {self.host, urlsplit(self.effective_base_url).hostname}
        return known <= LOOPBACK_HOSTS and not self.allowed_hosts and not self.trusted_proxies

    @property
    def host_names(self) -> frozenset[str]:
        """The names, beside those of this machine, under which the pages answer; in lower case."""
        given = {name.strip().lower() for name in self.allowed_hosts.split(",") if name.strip()}
        own = urlsplit(self.effective_base_url).hostname or ""
        return frozenset(given | {f"[{own}]" if ":" in own else own.lower()} - {""})

    @property
    def proxies(self) -> tuple[str, ...]:
        """The addresses and networks whose word about the visitor's address and protocol is taken."""
        return tuple(each.strip() for each in self.trusted_proxies.split(",") if each.strip())

    @property
    def effective_database_url(self) -> str:
        """The database address: the one set, or a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'duban.db'}"

    @property
    def reports_dir(self) -> Path:
        """Where the files of reports lie when no other place is named."""
        return self.data_dir / "reports"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over what the settings file says (which arrives as init values)."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def load_settings(data_dir: Path | None = None) -> Settings:
    """Read the settings for a data folder (given, ``DUBAN_DATA_DIR``, or ``~/duban-data``).

    Raises:
        CallError: ``settings-unreadable`` or ``settings-invalid``, naming the file and the field.
    """
    folder = (data_dir or Path(os.environ.get(DATA_DIR_VARIABLE, "") or DEFAULT_DATA_DIR)).expanduser().absolute()
    file = folder / SETTINGS_FILE
    values: dict[str, Any] = {}
    if file.is_file():
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise CallError("settings-unreadable", file=file, detail=error) from error
    try:
        return Settings(**values).model_copy(update={"data_dir": folder})
    except ValidationError as error:
        field, detail = first_fault(error)
        raise CallError("settings-invalid", file=file, field=field, detail=detail) from error
