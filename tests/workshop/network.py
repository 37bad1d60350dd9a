"""The network guard: a test talks to this machine only.

Python's own sockets are watched, in every thread. What C libraries do (libpq, the browser) is bounded where they are
started: they are given loopback addresses.
"""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

_RESERVED = (".invalid",)
"""Names that exist nowhere (RFC 6761): refused without asking anybody, so that tests of failing look-ups are quiet."""


def is_local(host: object) -> bool:
    """Tell whether a host name or address stays on this machine; ``None`` and ``""`` mean "any of ours"."""
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


class NetworkGuard:
    """Remembers every attempt to leave this machine and stops it."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def check(self, family: int, address: Any) -> None:  # noqa: ANN401 - whatever a socket takes as an address
        """Let loopback and local sockets pass; fail the test otherwise."""
        if family in {socket.AF_INET, socket.AF_INET6} and not is_local(address[0]):
            self.refuse(f"connect to {address[0]}:{address[1]}")

    def check_name(self, host: object) -> None:
        """Let addresses and our own names pass; fail the test when a name server would be asked."""
        if str(host).endswith(_RESERVED):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        try:
            ipaddress.ip_address(str(host or "::").partition("%")[0])
        except ValueError:
            if not is_local(host):
                self.refuse(f"look up {host}")

    def refuse(self, what: str) -> None:
        """Remember the attempt and fail; the failure passes through ``except Exception``."""
        self.attempts.append(what)
        pytest.fail(f"a test may only talk to this machine, but it tried to {what}")


@pytest.fixture(scope="session", autouse=True)
def _guarded_sockets() -> Iterator[NetworkGuard]:
    guard = NetworkGuard()
    connect, connect_ex, sendto, lookup = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.socket.sendto,
        socket.getaddrinfo,
    )

    def guarded_connect(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - as the method it replaces
        guard.check(self.family, address)
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:  # noqa: ANN401 - as the method it replaces
        guard.check(self.family, address)
        return connect_ex(self, address)

    def guarded_sendto(self: socket.socket, *arguments: Any) -> int:  # noqa: ANN401 - as the method it replaces
        guard.check(self.family, arguments[-1])
        return sendto(self, *arguments)

    def guarded_lookup(host: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as the function it replaces
        guard.check_name(host)
        return lookup(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket.socket, "sendto", guarded_sendto)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield guard


@pytest.fixture(autouse=True)
def network_guard(_guarded_sockets: NetworkGuard) -> Iterator[NetworkGuard]:
    """Fail the test at its end as well, in case a thread or an ``except`` swallowed the failure."""
    _guarded_sockets.attempts.clear()
    yield _guarded_sockets
    if _guarded_sockets.attempts:
        pytest.fail(f"a test may only talk to this machine, but it tried to {'; '.join(_guarded_sockets.attempts)}")


def pick_port() -> int:
    """Return a TCP port of 127.0.0.1 that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def free_port() -> int:
    """A free TCP port of 127.0.0.1."""
    return pick_port()
