"""The years a plan can be for. Pure and light: asked before anything is read."""

from config.errors import CallError

FIRST_YEAR, LAST_YEAR = 1990, 2100


def require_plan_year(year: int) -> None:
    """Do nothing for a sensible plan year.

    Raises:
        CallError: ``plan-year-invalid``.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CallError("plan-year-invalid", year=year)
