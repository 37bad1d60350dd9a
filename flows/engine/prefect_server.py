"""The parent's side of the local Prefect server: start it on a free port, know that it is ours, stop it."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import BinaryIO

from flows.engine.environment import HOST, server_environment
from flows.engine.prefect_child import GRACE_SECONDS, TOKEN_HEADER

LOG_FILE = "server.log"
_LOG_LIMIT = 5_000_000
_ASK_SECONDS = 2.0


class PrefectServer:
    """One running server process. Create it with ``launch``."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, token: str) -> None:
        self._process = process
        self._token = token
        self.port = port

    @property
    def url(self) -> str:
        """The address of its pages."""
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Return its exit code, None while it runs."""
        return self._process.poll()

    def is_ready(self) -> bool:
        """Say whether it answers, and is the process we started."""
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=_ASK_SECONDS)) as connection:
            try:
                connection.request("GET", "/api/health")
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return False
        return answer.status == http.client.OK and answer.headers.get(TOKEN_HEADER) == self._token

    def stop(self) -> None:
        """End the process: politely, then by force. Returns when it is gone."""
        self._process.terminate()
        try:
            self._process.wait(GRACE_SECONDS + 2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()


def launch(home: Path) -> PrefectServer:
    """Start a server whose files all lie in ``home``, and return at once; it is ready some seconds later.

    The calling thread must live as long as the server: on Linux the kernel ends the server with that thread.

    Raises:
        OSError: The process or its log file could not be made.
    """
    home.mkdir(parents=True, exist_ok=True)
    port, token = _free_port(), secrets.token_hex(8)
    command = [sys.executable, "-P", "-m", "flows.engine.prefect_child", str(port), token, str(os.getpid())]
    with _open_log(home / LOG_FILE) as log:
        process = subprocess.Popen(  # noqa: S603 - our own module, no foreign words in the command
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            env=_with_import_path(server_environment(home, port, os.environ)),
            start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the server ourselves
        )
    return PrefectServer(process, port, token)


def _open_log(file: Path) -> BinaryIO:
    too_long = file.exists() and file.stat().st_size > _LOG_LIMIT
    return file.open("wb" if too_long else "ab")


def _with_import_path(environment: dict[str, str]) -> dict[str, str]:
    """Let the child import our packages, although it starts in another folder."""
    entries = [str(Path(__file__).parents[2]), environment.get("PYTHONPATH", "")]
    return {**environment, "PYTHONPATH": os.pathsep.join(entry for entry in entries if entry)}


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
