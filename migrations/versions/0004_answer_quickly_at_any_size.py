"""Answer quickly at any size: indexes that lists are read along, the district's daily sums, and counts kept."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from planning.tally import rebuild_tally

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TASK = {
    "ix_task_finished_on_due_on": (
        "finished_on", "due_on", "id", "kind", "state", "chased", "start_on", "red_on", "orange_on", "yellow_on",
        "unit_id",
    ),
    "ix_task_unit_id_finished_on_due_on": (
        "unit_id", "finished_on", "due_on", "id", "kind", "state", "chased", "start_on", "red_on", "orange_on",
        "yellow_on",
    ),
    "ix_task_red_on": ("red_on", "due_on", "id", "kind", "state", "start_on"),
    "ix_task_answer_by": ("answer_by", "due_on", "id", "kind"),
    "ix_task_extension_proposed_on": ("extension_proposed_on", "due_on", "id", "kind", "state", "extensions"),
    "ix_task_due_provisional_state": ("due_provisional", "state"),
    "ix_task_owner_post_id_state": ("owner_post_id", "state", "unit_id"),
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "daily_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("light", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("day", "light"),
    )
    op.execute(
        "INSERT INTO daily_total (day, light, items) SELECT day, light, SUM(items) FROM daily_count GROUP BY day, light"
    )
    op.create_index("ix_daily_count_unit_id_day", "daily_count", ["unit_id", "day", "light", "items"])
    op.drop_index("ix_tally_measure_day", table_name="tally")
    op.create_index("ix_tally_measure_day", "tally", ["measure", "day", "unit_id", "change"])
    op.drop_index("ix_task_owner_post_id", table_name="task")
    op.drop_index("ix_task_answer_by", table_name="task")
    for name, columns in _TASK.items():
        op.create_index(name, "task", list(columns))
    finished = sa.text("finished_on IS NOT NULL")
    op.create_index(
        "ix_task_due_on_finished",
        "task",
        ["due_on", "id", "kind", "state", "finished_on", "unit_id"],
        sqlite_where=finished,
        postgresql_where=finished,
    )
    rebuild_tally(Session(op.get_bind()))


def downgrade() -> None:
    for name in (*_TASK, "ix_task_due_on_finished"):
        op.drop_index(name, table_name="task")
    op.create_index("ix_task_owner_post_id", "task", ["owner_post_id"])
    op.create_index("ix_task_answer_by", "task", ["answer_by"])
    op.drop_index("ix_tally_measure_day", table_name="tally")
    op.create_index("ix_tally_measure_day", "tally", ["measure", "day"])
    op.drop_index("ix_daily_count_unit_id_day", table_name="daily_count")
    op.drop_table("daily_total")
