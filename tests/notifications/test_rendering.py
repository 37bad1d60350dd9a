import os
from pathlib import Path

import pytest

from config.errors import CallError
from config.language import codes, labels, sentence
from notifications.channels.contract import ChannelError
from notifications.notices import SEVERITIES, TOPICS, Line, QueuedItem, Severity, Topic
from notifications.rendering import Letterhead, Rendered, one_line, render
from tests.notifications.samples import DAY, OFFICE

GOLDEN = Path(__file__).parent / "golden"


def item(severity: Severity, topic: Topic, line: Line) -> QueuedItem:
    return QueuedItem(1, 1, "key", "task:1", "1", 1, severity, topic, line.as_json())


def written(*items: QueuedItem, letterhead: Letterhead = OFFICE, name: str = "沈玉兰") -> Rendered:
    return render(items, recipient_name=name, day=DAY, letterhead=letterhead)


MIXED = (
    item(
        "yellow",
        "near",
        Line(
            "编制全街道职工服务站点地图",
            "还剩 2 个工作日，4月14日到期",
            detail="目前进度 60%，序时进度 85%",
            action="请在到期前报送办结，或于今天内申请延期",
            path="/tasks/31",
            role="责任人",
        ),
    ),
    item(
        "red",
        "overdue",
        Line(
            "建立“一街一品”工作室 <A&B>",
            "已逾期 3 个工作日，应于4月7日完成",
            action="请立即报送进展和预计完成时间",
            path="/tasks/12?from=mail",
            role="责任人",
        ),
    ),
    item("info", "other", Line("职工书屋挂牌", "责任人已报办结，等待审核", path="/tasks/5", role="分管领导")),
    item("yellow", "near", Line("完成非公企业建会摸底", "今天是到期前第 1 个工作日")),
    item("yellow", "update", Line("2017年第二季度进展", "还未报送", action="请于4月28日前报送", path="/reports/due")),
)


def _hold_to(name: str, text: str) -> None:
    file = GOLDEN / name
    if os.environ.get("WRITE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), f"{name} changed; read it, then write it with WRITE_GOLDEN=1"


@pytest.mark.parametrize(
    ("name", "items", "letterhead"),
    [
        ("mixed", MIXED, OFFICE),
        ("single", (MIXED[3],), Letterhead("区总工会改革督办办公室", "https://duban.example.org")),
    ],
)
def test_a_digest_reads_as_in_the_golden_file(name: str, items: tuple[QueuedItem, ...], letterhead: Letterhead) -> None:
    digest = written(*items, letterhead=letterhead)

    _hold_to(f"{name}.txt", f"{digest.subject}\n\n{digest.text}")
    _hold_to(f"{name}.html", digest.html)


def test_red_comes_first_in_subject_summary_and_text() -> None:
    digest = written(*MIXED)

    assert digest.subject == "【督办】逾期1件、临期2件、待报进展1件、其他事项1件（4月12日）"
    assert "您有 5 件事项需要处理：逾期 1 件，临期 2 件，待报进展 1 件，其他事项 1 件" in digest.text
    places = [digest.text.index(word) for word in ("一、逾期（红灯", "二、临期（黄灯", "三、待报进展", "四、其他事项")]
    assert places == sorted(places)


def test_a_digest_that_asks_for_nothing_says_so() -> None:
    assert "有 1 件事项请您知悉：其他事项 1 件" in written(MIXED[2]).text


def test_one_kind_in_two_colours_is_counted_once() -> None:
    digest = written(item("red", "lagging", Line("甲", "落后")), item("yellow", "lagging", Line("乙", "落后")))

    assert digest.subject == "【督办】进度滞后2件（4月12日）"
    assert "一、进度滞后（红灯，1 件）" in digest.text
    assert "二、进度滞后（黄灯，1 件）" in digest.text


def test_text_from_plans_cannot_change_the_page_or_the_layout() -> None:
    line = Line("题<script>alert(1)</script>\r\n2. 假事项", "状\u2028态", path='/tasks/1"><img src=x>')
    digest = written(item("red", "overdue", line), name="<b>沈</b>")

    assert "<script" not in digest.html
    assert "<img" not in digest.html
    assert "<b>" not in digest.html
    assert "&lt;script&gt;" in digest.html
    assert "1. 题<script>alert(1)</script> 2. 假事项\n" in digest.text
    assert "\u2028" not in digest.text


@pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example/", "javascript:alert(1)", "\\\\evil"])
def test_a_link_never_leaves_our_own_address(path: str) -> None:
    digest = written(item("red", "overdue", Line("题", "状", path=path)))

    assert digest.html.count("href=") == digest.html.count('href="http://127.0.0.1:8765/') == 1


def test_the_page_loads_nothing_from_anywhere() -> None:
    page = written(*MIXED).html

    assert not any(word in page for word in ("src=", "url(", "<link", "<img", "@import"))


def test_every_section_is_shown_however_many_there_are() -> None:
    everything = [
        item(severity, topic, Line(f"{severity}-{topic}", "状")) for severity in SEVERITIES for topic in TOPICS
    ]
    digest = written(*everything)

    assert all(f"{severity}-{topic}" in digest.text for severity in SEVERITIES for topic in TOPICS)
    assert "28、其他事项（提示，1 件）" in digest.text


def test_lines_keep_their_order_within_a_section() -> None:
    text = written(*(item("red", "overdue", Line(f"事项{number}", "状")) for number in (3, 1, 2))).text

    assert [text.index(f"事项{number}") for number in (3, 1, 2)] == sorted(text.index(f"事项{n}") for n in (1, 2, 3))


def test_a_line_comes_back_from_json_as_it_was() -> None:
    line = Line("题", "状", "说", "请", "/x", "责任人")

    assert Line.from_json(line.as_json()) == line
    assert one_line(" 一\n\t二 ") == "一 二"


def test_every_colour_and_kind_has_a_word() -> None:
    assert set(SEVERITIES) <= labels("severity").keys()
    assert set(TOPICS) <= labels("topic").keys()


def _raised_codes() -> set[str]:
    folder = Path(__file__).parents[2] / "notifications"
    words = " ".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    return {word for word in words.split('"') if word.startswith(("mail-", "channel-"))}


def test_every_error_of_a_channel_has_a_sentence_that_says_what_to_do() -> None:
    raised = _raised_codes()

    assert len(raised) >= 15
    assert raised <= codes()
    error = ChannelError("mail-timeout", "x", temporary=True, server="mail:25", seconds="20")
    assert str(error) == "邮件服务器 mail:25 没有在 20 秒内答复。稍后自动重试。"
    assert str(CallError("channel-unknown", channel="x", known="y")) == sentence(
        "channel-unknown", channel="x", known="y"
    )
