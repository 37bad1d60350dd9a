"""Rule packs: the one in force in words, the others there are, what would differ today, and how to choose one.

Which pack is in force is a setting of the machine's owner (``rule_pack`` in ``duban.toml``): the page shows the line to
put there and what follows, and writes nothing.
"""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from config.clock import today
from config.rule_packs import load_pack
from config.settings import SETTINGS_FILE
from planning.redating import LightsMoved, lights_moved
from planning.rules import load_rules
from web.answers.rule_packs import differences, own_packs, pack_lines
from web.ports import Services
from web.rules_words import in_words
from web.services import WithServices
from web.templating import page
from web.viewing import need

router = APIRouter(prefix="/admin/rules", include_in_schema=False, dependencies=[need("rules")])
_MOST_LOOKED_AT = 5_000


@router.get("", response_class=HTMLResponse)
def show_rules(request: Request, services: WithServices) -> HTMLResponse:
    """Show the pack in force and all others with where they differ."""
    pack = services.rules.pack
    shown = {"pack": pack, "rules": in_words(pack), "packs": pack_lines(services), "own": own_packs(services).name}
    return page(request, "admin_rules.html", shown)


@router.get("/{name}", response_class=HTMLResponse)
def compare_pack(request: Request, services: WithServices, name: str) -> HTMLResponse:
    """Show a pack beside the one in force, and how many lights would be others today.

    Raises:
        CallError: ``rule-pack-unknown``.
        DubanError: ``rule-pack-unreadable`` or ``rule-pack-invalid``.
    """
    pack = load_pack(name, own=own_packs(services))
    shown = {
        "current": services.rules.pack,
        "pack": pack,
        "rules": in_words(pack),
        "differences": differences(services.rules.pack, pack),
        "lights": _lights(services, name),
        "file": SETTINGS_FILE,
    }
    return page(request, "admin_rule_pack.html", shown)


def _lights(services: Services, name: str) -> LightsMoved:
    rules = load_rules(name, services.settings.data_dir)
    with services.database.read() as session:
        return lights_moved(session, rules, today(services.clock), most=_MOST_LOOKED_AT)
