"""Every setting, its unit, its range and its default. Loading is main's business."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from netmon.core.addresses import AddressGuard
from netmon.core.errors import AddressRefused

Seconds = Annotated[float, Field(gt=0, le=86_400)]
Port = Annotated[int, Field(ge=1, le=65_535)]

MOST_CANARIES = 16
"""Each is sent three echoes every two seconds while we doubt our eyes."""

DEFAULT_HOME = Path("~/.local/share/netmon")


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PollSettings(_Frozen):
    """How often devices are looked at."""

    icmp_period_s: Seconds = Field(30.0, description="One ICMP look per device.")
    snmp_period_s: Seconds = Field(60.0, description="One SNMP look per device.")
    tcp_period_s: Seconds = Field(
        30.0, description="One TCP look per device that is watched by TCP first."
    )
    max_busy_count: int = Field(
        4_000, ge=1, le=100_000, description="Looks under way per method."
    )
    register_check_s: Seconds = Field(
        5.0, ge=0.1, description="Is there a newer register?"
    )

    @model_validator(mode="after")
    def _leave_room_for_a_look(self) -> Self:
        shortest_s = min(self.icmp_period_s, self.snmp_period_s, self.tcp_period_s)
        if shortest_s < MIN_PERIOD_S:
            message = (
                f"a period must be at least {MIN_PERIOD_S:g} s, "
                "the time a look at a silent device may take"
            )
            raise ValueError(message)
        return self


MIN_PERIOD_S = 4.0
"""Above the longest look: two SNMP tries, or three echoes and their timeout."""


LOOPBACK_ACTIONS = ("read", "probe", "acknowledge", "maintain")
"""Names of netmon.access.roles.Action; tokens and settings are not among them."""


class HttpSettings(_Frozen):
    """Where pages and API are served."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65_535, description="0 takes any free port.")
    token_file: Path | None = Field(
        None,
        description="File with the access token; needed to listen off loopback.",
    )
    loopback_may: str = Field(
        "read,probe,acknowledge",
        description="What a caller on this machine may do without a token; empty: "
        "nothing.",
    )
    trusted_proxies: str = Field(
        "",
        description="IP networks of proxies whose X-Forwarded headers are believed, "
        "with commas.",
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _names_networks(cls, value: str) -> str:
        for word in _to_words(value):
            try:
                network = ip_network(word)
            except ValueError:
                raise ValueError(
                    "expected networks as 10.0.0.5/32 or fd00::/64, with commas between"
                ) from None
            if network.prefixlen == 0:
                message = f"{word} is every address there is: anybody would be believed"
                raise ValueError(message)
        return value

    @property
    def proxy_networks(self) -> tuple[str, ...]:
        """The words of `trusted_proxies`."""
        return _to_words(self.trusted_proxies)

    @field_validator("loopback_may")
    @classmethod
    def _names_actions(cls, value: str) -> str:
        if set(_to_words(value)) <= set(LOOPBACK_ACTIONS):
            return value
        known = ", ".join(LOOPBACK_ACTIONS)
        message = f"expected words of {known}, with commas between"
        raise ValueError(message)

    @property
    def loopback_actions(self) -> tuple[str, ...]:
        """The words of `loopback_may`."""
        return _to_words(self.loopback_may)


def _to_words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


class SessionSettings(_Frozen):
    """How long people stay signed in."""

    idle_s: float = Field(
        43_200, ge=300, le=604_800, description="Ends after so long without a call."
    )
    most_s: float = Field(
        604_800, ge=600, le=2_592_000, description="Ends after so long in any case."
    )


class OidcSettings(_Frozen):
    """An OpenID provider whose people may sign in (OpenID Connect Core 1.0)."""

    issuer: str | None = Field(
        None, description="As https://id.example.go.th; nobody vouches without."
    )
    client_id: str = Field("netmon", min_length=1, max_length=255)
    client_secret_file: Path | None = Field(
        None, description="File with the client's secret; without, PKCE alone."
    )
    name: str = Field(
        "OpenID", min_length=1, max_length=40, description="What people call it."
    )

    @field_validator("issuer")
    @classmethod
    def _is_https(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        is_near = parts.hostname in ("127.0.0.1", "::1", "localhost")
        fits = parts.scheme == "https" or (parts.scheme == "http" and is_near)
        if not fits or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("expected https://host, with a path perhaps")
        return value


class TrapSettings(_Frozen):
    """Where devices may send traps and informs."""

    host: str | None = Field(
        None, description="Address to listen on; nobody listens without."
    )
    port: Port = Field(9162, description="UDP port; below 1024 takes a privilege.")

    @field_validator("host")
    @classmethod
    def _is_a_literal(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                ip_address(value)
            except ValueError:
                raise ValueError("expected an IP address, as 0.0.0.0 or ::") from None
        return value


class InfluxSettings(_Frozen):
    """An InfluxDB that gets a copy of everything in the sample log.

    The dialect is that of 1.6 to 3: POST /write, InfluxQL at /query, HTTP Basic.
    """

    url: str | None = Field(
        None, description="As http://127.0.0.1:8086; nothing is sent without."
    )
    database: str = Field(
        "netmon",
        pattern=r"^[a-z][a-z0-9_]{0,40}$",
        description="Raw rows; roll-ups go to this name with _1h and _1d.",
    )
    user: str = Field("netmon_writer", max_length=64, description="For HTTP Basic.")
    password_file: Path | None = Field(
        None, description="File with the password; the token on 2.x and 3."
    )
    timeout_s: Seconds = Field(10.0, le=120, description="For one request.")
    batch_lines: int = Field(
        5_000, ge=100, le=5_000, description="Most lines in a request."
    )
    catch_up_lines_per_s: int = Field(
        20_000, ge=100, le=200_000, description="Most lines of the past per second."
    )
    spool_max_bytes: int = Field(
        20 * 2**30, ge=2**20, description="Most that waits for InfluxDB on disk."
    )
    read: bool = Field(
        default=False,
        description="Series and charts come from InfluxDB, which another service "
        "feeds; nothing is sent.",
    )

    @field_validator("url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        fits = parts.scheme in ("http", "https") and parts.hostname
        if not fits or parts.username or parts.query or parts.fragment:
            raise ValueError(
                "expected http://host:port or https://host:port; user and password "
                "have settings of their own"
            )
        return value.rstrip("/")


class SlaSettings(_Frozen):
    """What statements of the month are made by."""

    ruleset: Path | None = Field(
        None, description="File with the rules; without, those that come along."
    )


class SnmpCommunitySettings(_Frozen):
    """An SNMPv1 or v2c credential."""

    version: Literal["1", "2c"] = "2c"
    community: SecretStr = Field(min_length=1, max_length=255)


class SnmpUserSettings(_Frozen):
    """An SNMPv3 credential (RFC 3414; SHA-2: RFC 7860; AES: RFC 3826)."""

    version: Literal["3"]
    user: str = Field(min_length=1, max_length=32)
    auth_protocol: Literal[
        "", "md5", "sha1", "sha224", "sha256", "sha384", "sha512"
    ] = ""
    auth_password: SecretStr = SecretStr("")
    priv_protocol: Literal["", "des", "aes128", "aes192", "aes256"] = ""
    priv_password: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _passwords_fit(self) -> Self:
        for kind in ("auth", "priv"):
            password: SecretStr = getattr(self, f"{kind}_password")
            if getattr(self, f"{kind}_protocol") and len(password) < 8:
                message = f"{kind}_password must have at least 8 characters (RFC 3414)"
                raise ValueError(message)
        if self.priv_protocol and not self.auth_protocol:
            raise ValueError("priv_protocol needs auth_protocol (RFC 3414, 1.4.3)")
        return self


SnmpCredentialSettings = Annotated[
    SnmpCommunitySettings | SnmpUserSettings, Field(discriminator="version")
]


class Settings(_Frozen):
    """All settings of one process."""

    home: Path = Field(DEFAULT_HOME, description="Databases, socket, secrets.")
    poller: str = Field(
        "poller-1",
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}$",
        description="This poller's name in the observation journal.",
    )
    database_url: SecretStr | None = Field(
        None,
        description="SQLAlchemy URL; default is SQLite in the home directory.",
    )
    database_password_file: Path | None = Field(
        None, description="File with the password of database_url, kept apart from it."
    )
    canaries: str = Field(
        "",
        description="IP addresses outside the register, with commas, whose answers "
        "prove that we can see.",
    )
    poll: PollSettings = PollSettings()
    http: HttpSettings = HttpSettings()
    session: SessionSettings = SessionSettings()
    oidc: OidcSettings = OidcSettings()
    traps: TrapSettings = TrapSettings()
    influx: InfluxSettings = InfluxSettings()
    sla: SlaSettings = SlaSettings()
    snmp: dict[str, SnmpCredentialSettings] = Field(
        default_factory=dict,
        description="Credentials by name; devices name theirs, `default` otherwise.",
    )

    @field_validator("canaries")
    @classmethod
    def _may_be_probed(cls, value: str) -> str:
        words = _to_words(value)
        if len(words) > MOST_CANARIES:
            message = f"expected {MOST_CANARIES} addresses or fewer, got {len(words)}"
            raise ValueError(message)
        guard = AddressGuard()
        try:
            for word in words:
                # An address with a zone is of one link alone, and never a target.
                guard.check(word.replace("%", " "))
        except AddressRefused as refused:
            raise ValueError(str(refused)) from None
        return value

    @property
    def canary_addresses(self) -> tuple[str, ...]:
        """The words of `canaries`, each once."""
        return tuple(dict.fromkeys(_to_words(self.canaries)))

    @property
    def socket_path(self) -> Path:
        """The control socket commands speak to."""
        return self.home / "netmon.sock"
