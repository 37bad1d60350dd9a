"""What a command says about an adoption: the tasks, what is unclear, what is left, and what to do next."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.language import label
from duban.terminal import say, say_table

if TYPE_CHECKING:
    from planning.adoption import Adoption


def say_adoption(adoption: "Adoption", *, assigned: bool, draft: bool) -> None:
    """Print what an adoption did, what is still unclear, and what to do next."""
    if adoption.already:
        say(f"这份文件已登记为计划“{adoption.plan}”，没有作任何改动。")
        return
    deliverables = sum(task.deliverables for task in adoption.tasks)
    items = f"{len(adoption.tasks)} 项事项（含 {deliverables} 项成果）"
    version = f"第 {adoption.version} 版" if adoption.version > 1 else ""
    done = "存为草拟的" if draft else "登记"
    say(f"已{done}计划“{adoption.plan}”{version}：{items}，{adoption.outcomes} 条工作成果。")
    if adoption.tasks:
        _say_tasks(adoption)
    if adoption.missing:
        gaps = "，".join(f"{label('clarity', code)} {count} 项" for code, count in adoption.missing.items())
        say(f"六个明确中还缺：{gaps}。")
    for line in (*_version(adoption), *_left(adoption), *_next(adoption, assigned=assigned, draft=draft)):
        say(line)


def _say_tasks(adoption: "Adoption") -> None:
    say_table(
        ("编号", "单位", "期限", "责任岗位", "事项"),
        [
            (task.number, task.unit, f"{task.due_on}{'（暂定）' if task.due_provisional else ''}",
             "有" if task.owner_post_id else "缺", task.title)
            for task in adoption.tasks
        ],
    )  # fmt: skip


def _version(adoption: "Adoption") -> Iterator[str]:
    """Say what a new version did to the tasks that were there."""
    if adoption.amended:
        yield f"{len(adoption.amended)} 项按新版本修改：{'、'.join(adoption.amended)}。"
    if adoption.carried:
        yield f"{len(adoption.carried)} 项没有变化，沿用原来的编号和进展。"
    if adoption.ended:
        yield f"{len(adoption.ended)} 项新版本已删去，已终止：{'、'.join(adoption.ended)}。"
    if adoption.gone:
        yield (
            f"{len(adoption.gone)} 项新版本没有列出，继续督办：{'、'.join(adoption.gone)}。"
            f"不再办的，请用 duban task cancel 编号 --reason 理由 终止。"
        )


def _left(adoption: "Adoption") -> Iterator[str]:
    """Say what went elsewhere and what is left in the review."""
    if adoption.merged:
        told = "、".join(f"{key} → {number}" for key, number in adoption.merged.items())
        yield f"{len(adoption.merged)} 条并入其他事项：{told}。"
    if adoption.open:
        yield f"还有 {adoption.open} 条待定，留在核对中：duban review show {adoption.review_id}。"
    if adoption.doubtful:
        yield (
            f"另有 {adoption.doubtful} 条读得存疑，没有登记。请用 duban review show {adoption.review_id} 查看，"
            f"要补立的用 duban review keep {adoption.review_id} 条目，再 duban review adopt {adoption.review_id}。"
        )


def _next(adoption: "Adoption", *, assigned: bool, draft: bool) -> Iterator[str]:
    ownerless = [task.number for task in adoption.tasks if task.owner_post_id is None]
    if ownerless:
        yield (
            f"{len(ownerless)} 项没有责任岗位（{ownerless[0]} 等）：请在名册中为该单位设联络岗，"
            f"或用 duban task assign {ownerless[0]} --to 单位/岗位 指定。"
        )
    if draft:
        yield "下一步：核对后逐项用 duban task adopt 编号 立项。"
    elif assigned:
        yield f"已交办 {len(adoption.tasks) - len(ownerless)} 项。下一步：duban task list 或 duban serve 查看。"
    else:
        yield f'下一步：duban task assign --plan "{adoption.plan}" 交办，或 duban serve 打开网页查看。'
