"""From kept items to tasks on the pages: what is told before, what happens, parts now and later, a new version."""

import re

from sqlalchemy import select

from planning.ledger import tasks
from tests.web.review_site import PLAN, done, reviewed, send, view
from tests.web.site import Site
from web.answers import review_adoption


def adopt(site: Site, review_id: int, *, seq: int | None = None) -> str:
    """Press the button of the last page before adoption; return where it leads."""
    given = {"seq": str(view(site, review_id).seq if seq is None else seq)}
    answer = site.client.post(f"/reviews/{review_id}/adopt", data=given, follow_redirects=False)
    assert answer.status_code == 303, answer.text[:3000]
    return str(answer.headers["location"])


def numbers(site: Site) -> list[str]:
    """Return the numbers of all items in order."""
    with site.house.database.read() as session:
        found = session.connection().execute(select(tasks.c.number).where(tasks.c.parent_id.is_(None)))
        return sorted(found.scalars())


def test_what_will_happen_is_told_before(site: Site) -> None:
    review_id = reviewed(site)
    done(site, review_id, "keep-all")
    done(site, review_id, "drop", key="3")
    done(site, review_id, "merge-into", key="4", into="2")
    page = re.sub(r"<[^>]+>|\s+", " ", site.get(f"/reviews/{review_id}/adopt"))
    assert re.search(r"月桥街道总工会 +2 ", page)
    assert re.search(r"柳岸街道总工会 +1 ", page)
    assert re.search(r"登记 +3 +项 ?，并入其他事项 +1 +项", page)
    assert "不列入 1 项" in page
    assert "期限暂定的 1 项" in page


def test_what_was_kept_becomes_tasks_with_their_sentences(site: Site) -> None:
    review_id = reviewed(site)
    done(site, review_id, "keep-all")
    place = adopt(site, review_id)
    page = site.get(place)
    assert "已登记 5 项（2017-001 至 2017-005）" in page
    assert numbers(site) == [f"2017-00{number}" for number in range(1, 6)]
    task_id = re.findall(r'href="/tasks/(\d+)">2017-002</a>', page)[0]
    assert '<mark id="source">举办第三届职工技能比武' in site.get(f"/documents/2?task={task_id}")
    assert view(site, review_id).state == "adopted"
    assert site.get(f"/reviews/{review_id}").count("登记为") == 5


def test_the_button_pressed_twice_adopts_once(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    seq = done(sqlite_site, review_id, "keep-all").seq
    assert adopt(sqlite_site, review_id, seq=seq) == adopt(sqlite_site, review_id, seq=seq)
    assert len(numbers(sqlite_site)) == 5


def test_a_part_is_adopted_and_the_rest_later(site: Site) -> None:
    review_id = reviewed(site)
    done(site, review_id, "keep", key="1")
    page = site.get(adopt(site, review_id))
    assert "还有 4 项待定" in page
    assert view(site, review_id).state == "open"
    done(site, review_id, "keep-all")
    adopt(site, review_id)
    assert view(site, review_id).state == "adopted"
    assert len(numbers(site)) == 5


def test_nothing_is_adopted_when_somebody_changed_it_meanwhile(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    seq = done(sqlite_site, review_id, "keep-all").seq
    done(sqlite_site, review_id, "drop", key="5")
    answer = sqlite_site.client.post(f"/reviews/{review_id}/adopt", data={"seq": str(seq)}, follow_redirects=False)
    assert answer.status_code == 409
    assert "何思远" in answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert numbers(sqlite_site) == []


def test_an_item_without_a_home_stops_the_adoption_and_is_named(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site, PLAN.replace("柳岸街道", "河口街道"))
    done(sqlite_site, review_id, "keep-all")
    page = sqlite_site.get(f"/reviews/{review_id}/adopt")
    assert "还不能登记的 2 项" in page
    assert "单位不在名册中" in page
    assert re.search(r"<button[^>]* disabled>确认登记", page)
    answer = sqlite_site.client.post(
        f"/reviews/{review_id}/adopt", data={"seq": str(view(sqlite_site, review_id).seq)}, follow_redirects=False
    )
    assert answer.status_code == 422
    assert "河口街道" in answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert numbers(sqlite_site) == []


def test_a_name_that_is_taken_and_a_missing_unit_are_put_right_before_adoption(site: Site) -> None:
    text = PLAN.replace("月桥街道\n\n", "")
    review_id = reviewed(site, text, plan_name="目标计划（2017年）")
    seq = done(site, review_id, "keep-all").seq
    page = site.get(f"/reviews/{review_id}/adopt")
    assert "还不能登记的 3 项" in page
    named = send(site, review_id, "name", seq=seq, plan_name="目标计划（2017年）", default_unit="月桥街道")
    assert named.headers["location"] == f"/reviews/{review_id}/adopt"
    assert "还不能登记" not in site.get(f"/reviews/{review_id}/adopt")
    answer = site.client.post(f"/reviews/{review_id}/adopt", data={"seq": str(seq + 1)})
    assert answer.status_code == 400
    assert "目标计划（2017年）" in answer.text.partition('role="alert"')[2].partition("</div>")[0]
    send(site, review_id, "name", plan_name="街道目标计划", default_unit="月桥街道")
    adopt(site, review_id)
    assert len(numbers(site)) == 5


def test_an_adopted_item_cannot_be_changed_on_the_page(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    done(sqlite_site, review_id, "keep", key="1")
    adopt(sqlite_site, review_id)
    page = sqlite_site.get(f"/reviews/{review_id}?item=1&mode=edit")
    card = re.split(r'(?=<li class="prop )', page)[1]
    assert 'value="drop"' not in card
    assert "2017-001" in card
    answer = send(sqlite_site, review_id, "drop", key="1")
    assert answer.status_code == 422
    assert "2017-001" in answer.text.partition('role="alert"')[2].partition("</div></div>")[0]


def test_the_plan_is_shown_as_it_was_approved(site: Site) -> None:
    review_id = reviewed(site, plan_name="街道目标计划")
    done(site, review_id, "keep-all")
    place = adopt(site, review_id).partition("?")[0]
    page = site.get(place)
    assert "街道目标计划" in page
    assert "第 1 版的事项" in page
    assert page.count('class="cell-title"') == 5
    assert "plan.txt" not in page
    assert "计划.txt" in page
    assert "第 7 版" in site.get(f"{place}?version=7", 400)


AMENDED = PLAN.replace("- 3.不断扩大互助保障覆盖面。", "- 3.开办职工夜校十期,11月底前完成。").replace(
    "9月底前完成。\n- 2.适时", "10月底前完成。\n- 2.适时"
)


def test_an_amended_document_shows_what_is_new_changed_and_gone(site: Site) -> None:
    first = reviewed(site, plan_name="街道目标计划")
    done(site, first, "keep-all")
    place = adopt(site, first).partition("?")[0]
    plan_id = place.rpartition("/")[2]
    assert f'<option value="{plan_id}" selected>' in site.get(f"/plans?amends={plan_id}")
    second = reviewed(site, AMENDED, amends=plan_id)
    page = site.get(f"/reviews/{second}")
    assert "修订" in page
    found = view(site, second)
    assert sorted({fate.kind for fate in found.fates.values()}) == ["changed", "new", "same"]
    assert "新文件不再列出的事项" in page
    assert [task.number for task in found.gone] == ["2017-003"]
    done(site, second, "gone", number="2017-003", choice="cancel", reason="已由区里统一办理")
    assert "已由区里统一办理" in site.get(f"/reviews/{second}")
    done(site, second, "keep-all")
    last_look = site.get(f"/reviews/{second}/adopt")
    assert "不变 3 项" in last_look
    assert "登记时将终止 1 项" in last_look
    ended = last_look.partition('id="h-ended"')[2].partition("</section>")[0]
    assert "2017-003" in ended
    assert "已由区里统一办理" in ended
    page = site.get(adopt(site, second))
    assert "已登记 1 项（2017-006），修改 1 项，沿用 3 项。" in page
    assert "第 2 版改了什么" in page
    assert "新增 1 · 修改 1 · 删去 1 · 不变 3" in page
    assert "<del>9</del><ins>10</ins>" in page
    assert "已终止" in page
    before = site.get(f"{place}?version=1")
    assert "不断扩大互助保障覆盖面" in before
    assert "开办职工夜校" not in before
    sources = re.findall(r'href="(/documents/\d+[?][^"]+)#source"', before)
    assert len(sources) == 5
    marked = [site.get(source.replace("&amp;", "&")).partition('<mark id="source">')[2] for source in sources]
    assert any(text.startswith("不断扩大互助保障覆盖面") for text in marked)
    assert all(marked)


def test_a_match_is_put_right_by_hand(sqlite_site: Site) -> None:
    first = reviewed(sqlite_site, plan_name="街道目标计划")
    done(sqlite_site, first, "keep-all")
    plan_id = adopt(sqlite_site, first).partition("?")[0].rpartition("/")[2]
    second = reviewed(sqlite_site, AMENDED, amends=plan_id)
    found = view(sqlite_site, second)
    [new] = [key for key, fate in found.fates.items() if fate.kind == "new"]
    after = done(sqlite_site, second, "match", key=new, number="2017-003")
    assert (after.fates[new].kind, after.fates[new].number, after.fates[new].by_hand) == ("changed", "2017-003", True)
    assert after.gone == ()


def test_an_unknown_review_in_the_address_does_not_hide_the_plan(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    done(sqlite_site, review_id, "keep-all")
    place = adopt(sqlite_site, review_id).partition("?")[0]
    assert "已登记" not in sqlite_site.get(f"{place}?adopted=999").partition('class="columns"')[0]


def test_items_that_went_into_others_are_not_told_as_tasks(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    done(sqlite_site, review_id, "keep-all")
    done(sqlite_site, review_id, "merge-into", key="4", into="2")
    assert "已登记 4 项（2017-001 至 2017-004），并入其他事项 1 项。" in sqlite_site.get(adopt(sqlite_site, review_id))


def test_numbers_past_three_figures_come_after_the_others() -> None:
    assert sorted(["2017-1000", "2017-999", "2017-002"], key=review_adoption._in_order) == [  # noqa: SLF001 - the order told
        "2017-002",
        "2017-999",
        "2017-1000",
    ]


def second_version(site: Site, text: str) -> int:
    """Adopt the plan and upload another version of it; return the id of that one's review."""
    first = reviewed(site, plan_name="街道目标计划")
    done(site, first, "keep-all")
    return reviewed(site, text, amends=adopt(site, first).partition("?")[0].rpartition("/")[2])


def test_matches_chosen_in_two_tabs_are_both_carried_out(sqlite_site: Site) -> None:
    second = second_version(sqlite_site, PLAN.replace("走访30户", "走访50户"))
    for key in ("1", "2", "2"):
        assert send(sqlite_site, second, "match", seq=0, key=key, number="").status_code == 303
    found = view(sqlite_site, second)
    assert (found.by_key["1"].match, found.by_key["2"].match, found.seq) == ("", "", 2)
    assert send(sqlite_site, second, "match", seq=0, key="2", number="2017-003").status_code == 409


def test_what_becomes_of_tasks_is_settled_one_by_one_in_two_tabs(sqlite_site: Site) -> None:
    gone = ("- 3.不断扩大互助保障覆盖面。\n", "- 2.适时挂牌两家户外劳动者驿站。\n")
    second = second_version(sqlite_site, PLAN.replace(gone[0], "").replace(gone[1], ""))
    for number in ("2017-003", "2017-005", "2017-005"):
        answer = send(sqlite_site, second, "gone", seq=0, number=number, choice="cancel", reason="不再办")
        assert answer.status_code == 303, answer.text[:2000]
    found = view(sqlite_site, second)
    assert [(task.number, task.choice) for task in found.gone] == [("2017-003", "cancel"), ("2017-005", "cancel")]
    assert found.seq == 2
    again = send(sqlite_site, second, "gone", seq=0, number="2017-003", choice="keep", reason="")
    assert again.status_code == 409
    done(sqlite_site, second, "undo", undo="1")
    again = send(sqlite_site, second, "gone", seq=2, number="2017-003", choice="cancel", reason="另有原因")
    assert again.status_code == 409  # taking back is a change of the same task too
    assert [task.choice for task in view(sqlite_site, second).gone] == ["keep", "cancel"]


def test_results_and_their_figures_stand_on_the_page_of_the_plan(sqlite_site: Site) -> None:
    text = PLAN.replace(
        "目标计划\n\n- 1.建立",
        "现阶段工作成果\n\n帮扶职工\n\n今年以来,月桥街道总工会走访慰问困难职工130户,发展会员210人。\n\n"
        "目标计划\n\n- 1.建立",
        1,
    )
    review_id = reviewed(sqlite_site, text)
    assert view(sqlite_site, review_id).results
    assert "文件里的已有成果" in sqlite_site.get(f"/reviews/{review_id}")
    done(sqlite_site, review_id, "keep-all")
    page = sqlite_site.get(adopt(sqlite_site, review_id))
    assert "已有成果" in page
    assert "走访慰问困难职工130户" in page
    assert "历次数字" in page
    assert "130户" in page.partition("历次数字")[2]
