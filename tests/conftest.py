"""Fixtures every test may ask for: real servers on loopback, databases, a browser, and a guard against the network.

They live beside this file in ``tests/workshop``, one idea a module. A missing system package fails the test with the
sentence that says what to run; only an explicit setting turns that into a skip.
"""

pytest_plugins = [
    "tests.workshop.environment",
    "tests.workshop.network",
    "tests.workshop.postgres",
    "tests.workshop.databases",
    "tests.workshop.browser",
    "tests.workshop.mail",
]
