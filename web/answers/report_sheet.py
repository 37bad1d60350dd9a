"""The page that goes with a printed report: its digests, who signed it, and how a copy is checked."""

from collections.abc import Iterator

from config.language import label, phrase, sentence
from reports.blocks import Block, Cell, Column, Heading, Paragraph, Table
from web.answers.filed_reports import FiledReport, SignatureLine
from web.wording import day_words, instant_words, period_words


def report_blocks(found: FiledReport) -> Iterator[Block]:
    """Yield what ties the paper to the frozen snapshot, the signatures, and the way to check a copy."""
    line = found.snapshot
    rows = (
        ("period", period_words(line.period)),
        ("version", str(line.version)),
        ("cut_off", day_words(line.as_of)),
        ("frozen", f"{instant_words(line.frozen_at)}  {found.frozen_by_name}"),
        ("state", label("snapshot_state", line.state)),
        ("digest", _grouped(line.sha256)),
        ("root", _grouped(line.ledger_root)),
    )
    columns = (Column(label("print_column", "fact"), 1), Column(label("print_column", "value"), 4))
    told = tuple((Cell(label("print_column", key)), Cell(text)) for key, text in rows)
    yield Table("report", label("print_part", "report"), columns, told)
    yield _signatures(line.signatures)
    yield Heading(1, label("print_part", "checking"))
    yield Paragraph(sentence("print-checking"))


def _signatures(given: tuple[SignatureLine, ...]) -> Table:
    columns = (
        Column(label("print_column", "act"), 1),
        Column(label("print_column", "who"), 2),
        Column(label("print_column", "at"), 2),
        Column(label("print_column", "note"), 4),
    )
    rows = tuple(
        (
            Cell(label("signature_act", each.act)),
            Cell(_who(each)),
            Cell(instant_words(each.at)),
            Cell(each.note or "—"),
        )
        for each in given
    )
    return Table("signatures", label("print_part", "signatures"), columns, rows)


def _who(each: SignatureLine) -> str:
    if not each.on_behalf_of:
        return each.person_name
    return phrase("{name}（代 {principal}）", name=each.person_name, principal=each.on_behalf_of)


def _grouped(digest: str) -> str:
    """Return a digest in groups of eight, as people compare it."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
