"""The database's structure, step by step (Alembic). ``REVISIONS`` lists the steps in order, oldest first.

The list lets a command tell at once, without loading Alembic, whether the database is up to date, older, or newer
than this program. A test holds it equal to the scripts.
"""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
HEAD = REVISIONS[-1]
