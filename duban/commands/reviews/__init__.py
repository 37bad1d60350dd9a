"""``duban review``: a reading on its way to adoption, worked on without the page; every act the page has."""

import typer

from duban.commands.reviews import amending, correcting, deciding, ending, looking

app = typer.Typer(help="核对：计划登记前逐项核对读出的事项。", no_args_is_help=True)
for part in (looking, deciding, correcting, amending, ending):
    app.add_typer(part.app)
