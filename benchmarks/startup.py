"""Start-up: ``duban --help`` and a command that reads the database, against ``python -c "import sqlmodel"``.

Targets: help at most 0.5×, reading at most 2×. Run: ``.venv/bin/python -m benchmarks.startup``.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 15
TARGETS = {"duban --help": 0.5, "duban task list": 2.0}


def main() -> None:
    """Print the median wall time of each command, its ratio to the reference, and whether Prefect was loaded."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DUBAN_DATA_DIR": folder}
        commands = {
            "import sqlmodel": [sys.executable, "-c", "import sqlmodel"],
            "duban --help": [sys.executable, "-m", "duban", "--help"],
            "duban task list": [sys.executable, "-m", "duban", "task", "list"],
        }
        _run(commands["duban task list"], environment)  # makes the database
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):  # in turn, so that a busy moment of the machine hits all alike
            for name, command in commands.items():
                taken[name].append(_run(command, environment))
        reference = statistics.median(taken["import sqlmodel"])
        for name, seconds in taken.items():
            ratio = statistics.median(seconds) / reference
            target = f"  target ≤ {TARGETS[name]}×" if name in TARGETS else "  reference"
            print(f"{name:18} {statistics.median(seconds) * 1000:7.0f} ms  {ratio:5.2f}×{target}")
        for name in TARGETS:
            print(f"{name:18} loads Prefect: {'yes' if _loads_prefect(commands[name], environment) else 'no'}")


def _run(command: list[str], environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - begun


def _loads_prefect(command: list[str], environment: dict[str, str]) -> bool:
    told = subprocess.run(
        [command[0], "-X", "importtime", *command[1:]], env=environment, check=True, capture_output=True, text=True
    ).stderr
    return any(line.rpartition("|")[2].strip().split(".")[0] == "prefect" for line in told.splitlines())


if __name__ == "__main__":
    main()
