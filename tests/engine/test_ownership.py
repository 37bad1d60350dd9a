"""Names of processes, and whether the process behind a name still lives."""

import os
import socket
import subprocess
import sys

import pytest

from flows.engine.ownership import is_alive, this_process

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when a process began")


def test_this_process_is_alive_and_keeps_its_name() -> None:
    assert this_process() == this_process()
    assert is_alive(this_process()) is True


def test_of_a_process_of_another_machine_nothing_is_known() -> None:
    assert is_alive(f"elsewhere:{os.getpid()}:1") is None
    assert is_alive("nonsense") is None


@linux
def test_a_later_process_with_the_same_number_is_not_taken_for_the_owner() -> None:
    assert is_alive(f"{socket.gethostname()}:{os.getpid()}:1") is False


@linux
def test_an_ended_process_is_dead() -> None:
    code = "from flows.engine.ownership import this_process; print(this_process())"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert is_alive(ended.stdout.strip()) is False
