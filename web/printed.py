"""A view sent as PDF: set by the typesetter, written down in the audit trail, under a name with its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from planning.access.audit import write_down
from planning.access.viewers import Viewer
from reports.blocks import Block
from web.answers.sheets import moment_words, sheet
from web.pages.documents import attached
from web.ports import Services


@dataclass(frozen=True)
class Paper:
    """What is printed: the view's name in file and audit trail, its title, its parts, the day it looks at.

    ``as_of`` is that day when it was asked for; ``subject`` what it is about; ``question`` how a list was narrowed;
    ``wide`` is landscape, ``big`` is A3.
    """

    name: str
    title: str
    blocks: Iterable[Block]
    day: date
    as_of: date | None = None
    subject: str = ""
    question: str = ""
    wide: bool = False
    big: bool = False


def printed(services: Services, viewer: Viewer, paper: Paper) -> Response:
    """Set a view, write down who took it out, and send it as a file to keep."""
    now, data = services.clock.now(), set_paper(services, paper, viewer.name)
    with services.database.write() as session:
        detail: dict[str, object] = {"view": paper.name, "as_of": paper.as_of}
        if paper.question:
            detail["question"] = paper.question
        write_down(session, viewer.actor, "printed", now, subject=paper.subject, detail=detail)
    file = f"duban-{paper.name}-{paper.day}.pdf"
    return Response(data, media_type="application/pdf", headers={"Content-Disposition": attached(file)})


def set_paper(services: Services, paper: Paper, who: str) -> bytes:
    """Return the PDF of a view with who prints it and when at its foot; nothing is written down."""
    from reports.sheets import render_sheet  # noqa: PLC0415 - loads the typesetter
    from reports.typefaces import typefaces  # noqa: PLC0415 - as above

    settings = services.settings
    made = sheet(
        paper.title, moment_words(paper.day, paper.as_of), paper.blocks, office=settings.office_name, who=who,
        now=services.clock.now(), wide=paper.wide, big=paper.big,
    )  # fmt: skip
    return render_sheet(made, typefaces(settings.fonts_dir))
