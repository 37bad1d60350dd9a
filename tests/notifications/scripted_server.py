"""A mail server that answers from a script: any reply at any stage, silence, or hanging up."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, cast

from tests.workshop.network import pick_port

USUAL: Mapping[str, str] = {
    "GREETING": "220 here",
    "EHLO": "250-here\r\n250 SIZE 1000000",
    "MAIL": "250 2.1.0 fine",
    "RCPT": "250 2.1.5 fine",
    "DATA": "354 go on",
    "BODY": "250 2.0.0 queued as 7",
    "RSET": "250 fine",
    "QUIT": "221 bye",
}
DROP, SILENCE = "drop", "silence"


class ScriptedServer:
    """Answers by command; a list of answers is used up in turn, the last one for ever. ``BODY`` follows ``DATA``."""

    def __init__(self, answers: Mapping[str, list[str]], context: ssl.SSLContext | None = None) -> None:
        self.port = pick_port()
        self.commands: list[str] = []
        self.connections = 0
        self._answers = {command: [answer] for command, answer in USUAL.items()} | dict(answers)
        self._context = context
        self._ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", self.port))
        self._threads: list[threading.Thread] = []

    def serve(self) -> None:
        """Take connections until the socket is shut."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._talk, args=(connection,))
            thread.start()
            self._threads.append(thread)

    def end(self) -> None:
        """Stop listening and let every silent conversation go."""
        self._ended.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError):  # the client hung up, or would not trust us
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection.makefile("rwb") as stream:
                self._follow(cast("IO[bytes]", stream))
        connection.close()

    def _follow(self, stream: IO[bytes]) -> None:
        going = self._answer(stream, "GREETING")
        while going and (line := stream.readline()):
            command = line[:4].decode("latin-1").upper()
            if command not in self._answers:
                return  # somebody speaks another language, such as TLS
            self.commands.append(line.decode("ascii").strip())
            going = self._answer(stream, command)
            if going == "354":
                while stream.readline() not in {b".\r\n", b""}:
                    continue
                going = self._answer(stream, "BODY")

    def _answer(self, stream: IO[bytes], command: str) -> str:
        answers = self._answers[command]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == SILENCE:
            self._ended.wait()
        if answer in {DROP, SILENCE}:
            return ""
        stream.write(answer.encode() + b"\r\n")
        stream.flush()
        return "" if answer.startswith("421") else answer[:3]


@contextmanager
def scripted(
    answers: Mapping[str, list[str]] | None = None, context: ssl.SSLContext | None = None
) -> Iterator[ScriptedServer]:
    """Run a scripted server on loopback; commands without an answer here get the usual one."""
    server = ScriptedServer(answers or {}, context)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.end()
        thread.join()
