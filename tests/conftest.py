"""Fixtures every test may ask for: real servers on loopback, databases, a browser, and a guard against the network.

They live beside this file in ``tests/workshop``, one idea a module. A missing system package fails the test with the
sentence that says what to run; only an explicit setting turns that into a skip.
"""

from hypothesis import settings

# How long an example takes says more about the machine than about the code; and a run is to be repeatable.
settings.register_profile("duban", deadline=None, derandomize=True)
settings.load_profile("duban")

pytest_plugins = [
    "tests.workshop.naming",
    "tests.workshop.environment",
    "tests.workshop.network",
    "tests.workshop.postgres",
    "tests.workshop.databases",
    "tests.workshop.browser",
    "tests.workshop.mail",
]
