"""``duban message``: what went out, what did not and why, and mending what was refused."""

from typing import Annotated

import typer

from config.errors import CallError
from config.language import label
from duban.terminal import Call, say, say_json, say_table

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]

app = typer.Typer(help="消息：查看与补发。", no_args_is_help=True)


@app.command("list")
def list_messages(
    context: typer.Context,
    *,
    state: Annotated[
        str | None, typer.Option("--state", help="queued claimed sent failed dead cancelled suppressed 之一。")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少封。")] = 50,
    as_json: AsJson = False,
) -> None:
    """列出消息，最新的在前；另列出已停发的地址。"""
    call: Call = context.obj
    app_ = call.application()
    from notifications.outbox.listing import blocked_addresses, newest_deliveries  # noqa: PLC0415 - heavy

    with app_.database.read() as session:
        rows = newest_deliveries(session, limit, state=state)
        blocked = blocked_addresses(session)
    if as_json:
        say_json({"deliveries": [dict(row) for row in rows], "blocked": [dict(row) for row in blocked]})
        return
    say_table(
        ("编号", "日期", "收件人", "状态", "原因", "主题"),
        [
            (row["id"], row["day"], row["recipient_name"], label("delivery_state", row["state"]),
             label("notice_reason", row["reason"]), row["subject"])
            for row in rows
        ],
    )  # fmt: skip
    for row in blocked:
        say(f"已停发：{row['channel']} {row['address']}（{row['reason']}）")


@app.command("requeue")
def requeue(context: typer.Context, number: Annotated[int, typer.Argument(metavar="编号", help="消息编号。")]) -> None:
    """重新发送一封“未能送达”的消息。"""
    call: Call = context.obj
    app_ = call.application()
    from notifications import outbox  # noqa: PLC0415 - heavy

    with app_.database.write() as session:
        if not outbox.requeue(session, [number], app_.clock.now()):
            raise CallError("delivery-unknown", ref=number)
    say(f"消息 {number} 已放回待发。下一步：duban run deliver，或等 duban serve 自动发送。")


@app.command("unblock")
def unblock(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="地址", help="曾被拒收的地址。")],
    *,
    channel: Annotated[str, typer.Option("--channel", help="渠道：file 或 smtp。")] = "smtp",
) -> None:
    """解除一个地址的停发（先在名册中改正地址）。"""
    call: Call = context.obj
    app_ = call.application()
    from notifications import outbox  # noqa: PLC0415 - heavy

    with app_.database.write() as session:
        if not outbox.unblock(session, channel, address):
            raise CallError("address-not-blocked", address=address, channel=channel)
    say(f"已解除 {address} 的停发，之后的消息照常发送。")
