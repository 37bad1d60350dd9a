"""Find the tasks of a street: indexes of what few tasks are tell the unit too, and that of units the plan."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WIDER = {
    "ix_task_state_due_on": (("state", "due_on"), ("id", "kind", "unit_id")),
    "ix_task_unit_id_state": (("unit_id", "state"), ("plan_id",)),
    "ix_task_red_on": (("red_on", "due_on", "id", "kind", "state", "start_on"), ("unit_id",)),
    "ix_task_answer_by": (("answer_by", "due_on", "id", "kind"), ("unit_id",)),
    "ix_task_extension_proposed_on": (
        ("extension_proposed_on", "due_on", "id", "kind", "state", "extensions"),
        ("unit_id",),
    ),
}


def upgrade() -> None:
    for name, (columns, more) in _WIDER.items():
        op.drop_index(name, table_name="task")
        op.create_index(name, "task", [*columns, *more])


def downgrade() -> None:
    for name, (columns, _) in _WIDER.items():
        op.drop_index(name, table_name="task")
        op.create_index(name, "task", list(columns))
