"""The site of the pages' tests and the stage of the flows, for the streets."""

from tests.flows.conftest import sqlite_stage
from tests.web.conftest import address, site, sqlite_site

__all__ = ["address", "site", "sqlite_site", "sqlite_stage"]
