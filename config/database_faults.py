"""What went wrong with the database, in words somebody can act on, whichever database and language told it.

PostgreSQL says most by a code of the standard (SQLSTATE); a server that lets nobody in says it only by a text.
"""

import re

from sqlalchemy.exc import DBAPIError

from config.errors import DubanError
from config.language import label, labels

#: The first signs of an SQLSTATE, the longer ones first, and what they mean.
_BY_STATE = {
    "25006": "read-only", "42501": "forbidden", "3D000": "absent", "53100": "full", "53300": "crowded",
    "55P03": "busy", "40001": "busy", "40P01": "busy", "28": "login", "57P": "away", "08": "away", "58": "disk",
    "XX": "damaged",
}  # fmt: skip
#: What SQLite and libpq say without a code.
_BY_TEXT = {
    "busy": r"database (?:table )?is locked",
    "full": r"database or disk is full|No space left",
    "disk": r"disk I/O error",
    "read-only": r"readonly database|read-only transaction",
    "damaged": r"malformed",
    "foreign": r"not a database",
    "unopened": r"unable to open database file",
    "login": r"authentication failed|no password supplied|no pg_hba\.conf entry|role \".*\" does not exist",
    "absent": r"database \".*\" does not exist",
    "crowded": r"too many clients|remaining connection slots|too many connections",
    "starting": r"starting up|shutting down|in recovery mode",
    "unknown-host": r"translate host name|resolve host|Name or service not known",
    "away": r"connection|connect to server|timeout expired|closed unexpectedly|could not receive data",
}
_OF_DISK = frozenset({"full", "disk"})
_NOT_HAD = frozenset({"away", "starting", "unknown-host", "login", "absent", "crowded"})


def fault_of(error: DBAPIError) -> str:
    """Return what is wrong as a value of the labels ``database_fault``; empty when it is none of them."""
    state = getattr(error.orig, "sqlstate", None) or ""
    for begins, fault in _BY_STATE.items():
        if state.startswith(begins):
            return fault
    if state:
        return ""
    told = str(error.orig)
    return next((fault for fault, pattern in _BY_TEXT.items() if re.search(pattern, told)), "")


def database_failure(error: DBAPIError) -> DubanError:
    """Return what a database refused as an error with a sentence; what it said itself only when nothing is known."""
    fault = fault_of(error)
    if fault == "busy":
        return DubanError("database-in-use")
    told = label("database_fault", fault) if fault in labels("database_fault") else " ".join(str(error.orig).split())
    if fault in _NOT_HAD:
        return DubanError("database-away", detail=told)
    if fault in _OF_DISK:
        return DubanError("database-disk", detail=told)
    return DubanError("database-read-only" if fault == "read-only" else "database-failed", detail=told)
