"""An engine in a process of its own, to be killed: ``python -m tests.engine.engine_process DIR BODY [prefect]``.

It has one job that is due now, says ``ready`` once its Prefect server answers (at once without one), and stays.
"""

import sys
import threading
from datetime import timedelta
from pathlib import Path

from config.clock import SystemClock
from config.database import Database
from config.settings import Settings
from flows.engine.embedded import Engine
from flows.engine.status import EngineState
from flows.schedules import Schedule, When


def schedule_for(body: str) -> Schedule:
    """A job that is due every hour and is made up for days."""
    return Schedule("deliver", f"tests.engine.bodies:{body}", When(minute="0"), timedelta(days=9))


def main() -> None:
    """Start the engine, tell how far it is, end when standard input says so."""
    folder, body, prefect = Path(sys.argv[1]), sys.argv[2], "prefect" in sys.argv[3:]
    settings = Settings().model_copy(update={"data_dir": folder, "prefect": prefect})
    database = Database(f"sqlite:///{folder / 'duban.db'}")
    engine = Engine(database, settings, SystemClock(), schedules=[schedule_for(body)])
    engine.start()
    pause = threading.Event()
    while engine.health().state is EngineState.STARTING:
        pause.wait(0.1)
    sys.stdout.write(f"ready {engine.health().state} {engine.health().prefect_url}\n")
    sys.stdout.flush()
    sys.stdin.readline()
    engine.stop()


if __name__ == "__main__":
    main()
