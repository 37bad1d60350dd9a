"""``duban task``: every act of the field on a task, and what the ledger knows of it."""

import typer

from duban.commands.tasks import beginning, deciding, looking, ordering, reporting, turning

app = typer.Typer(help="督办事项：查看与办理。", no_args_is_help=True)
for part in (looking, beginning, reporting, deciding, turning, ordering):
    app.add_typer(part.app)
