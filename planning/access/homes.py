"""Where somebody's work begins: the page shown after signing in, by the roles one acts in."""

from collections.abc import Set as AbstractSet

from planning.rights import MAY


def home_of(roles: AbstractSet[str]) -> str:
    """Return the path of the first page for these roles; without any role, the own account, which says why."""
    if roles & MAY["desk"]:
        return "/desk"
    if roles & MAY["boards"]:
        return "/"
    if roles & MAY["own-tasks"]:
        return "/my"
    return "/" if roles & MAY["overview"] else "/account"
