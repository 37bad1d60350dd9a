"""What stands around a plan and is no part of it: page numbers, captions, copies, contacts, signatures, attachments."""

import re
from datetime import date

from planning.extraction.numerals import chinese_number

_LONGEST_NOISE = 80
_PAGE_NUMBER = r"[-—–\s]*[0-9]{1,4}[-—–\s]*|第\s*[0-9]{1,4}\s*页(?:\s*[,/]?\s*共\s*[0-9]{1,4}\s*页)?"
_CAPTION = (
    r"(?:[▲△▼]|图[0-9一二三四五六七八九十]*\s*[:为]|上图|下图|左图|右图).{0,60}"
    r"|.{0,60}\((?:资料图|资料图片|资料照片|图片由.{1,20}|.{0,8}摄)\)|.{2,60}(?:记者|通讯员).{1,12}摄(?:影)?"
)
_SMALL = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = rf"(?:[0-9]{{4}}|[二〇零一三四五六七八九]{{4}})年{_SMALL}月{_SMALL}日"
_COPIES = (
    r"(?:抄送|抄报|分送|主题词|出席|列席|缺席|请假|记录|签发|发|送|参加人员|参会人员|责任编辑)\s*:.*"
    rf"|\(?此件(?:主动|依申请)?(?:公开|发至).{{0,16}}\)?|.{{2,40}}\s*{_DAY}印发"
    rf"|[一-鿿]{{2,24}}(?:办公室|办公厅|政府|总工会|委员会)\s+{_DAY}"
    r"|[①-⑳0-9A-Za-z第一二三四五六七八九十]{1,8}版\s.{0,60}|.{0,40}\s(?:责任)?编辑\s*:.{0,30}"
    r"|联系(?:人|电话|方式)\s*:.{0,70}|.{0,12}(?:传真|邮箱|电子邮箱)\s*:.{0,60}"
)
_WEB_PAGE = (
    r"您?(?:当前|现在|所在)的?位置\s*:.*|.{0,40}(?:版权所有|备案号|ICP备|网站地图|网站首页).*|发布(?:时间|日期|人)\s*:.*"
    r"|(?:信息)?来源\s*:.*|(?:浏览|阅读|点击)(?:次数|量)?\s*:.*|返回(?:顶部|首页|列表).*|[上下]一篇\s*:?.*|相关(?:链接|阅读|附件)|打印本页.*|分享到.*"
)
_TABLE_TITLE = r"(?:附?表|专?栏)\s*[0-9一二三四五六七八九十]{1,3}[\s:.、-][^。;]{1,40}"
_NOISE = re.compile(rf"{_PAGE_NUMBER}|{_CAPTION}|{_COPIES}|{_WEB_PAGE}|{_TABLE_TITLE}")
_LONGEST_DATE = 24
_DATE_LINE = re.compile(
    r"\(?([0-9]{4}|[二〇零一三四五六七八九]{4})年([0-9]{1,2}|[一二三四五六七八九十]{1,3})月([0-9]{1,2}|[一二三四五六七八九十]{1,3})日\)?"
)
_END = re.compile(r"(?:特|专)此(?:通知|通报|通告|报告|函告|函达|函复|批复|请示|公告|说明)[。!]?")
_ATTACHED = re.compile(r"附(?:件|表|录)\s*[0-9一二三四五六七八九十]{0,3}\s*:?")
_ATTACHMENTS = re.compile(r"附(?:件|表)\s*:\s*\S.*")
_ASIDE = re.compile(
    r"(?:具体|主要|问题|突出)(?:表现|情形|问题)\s*:|(?:存在|反馈|发现)的?(?:主要|突出)?问题\s*:.|问题(?:描述|表述)\s*:|(?:原因分析|产生原因|现状)\s*:"
)
_NOTES = re.compile(r"(?:说明|注|备注|注意事项|填[表写报]说明|编者按|小?贴士)\s*:")
_CONTACT = re.compile(r"(?<=[。;!)])\s*\(?联\s*系\s*(?:人|电话|方式)\s*:")
_HANDS_IN = re.compile(
    r"(?:请|望)?(?:各|有关|相关|请)[^。;:]{1,60}?(?:于|在|务必|须|应|要|将)[^。;:]{0,60}?前[^。;:]{0,80}?(?:报|反馈|提交|送)"
)


def is_noise(folded: str) -> bool:
    """Return whether a line of its own says nothing of the plan: a page number, a caption, copies, a contact."""
    return len(folded) <= _LONGEST_NOISE and bool(_NOISE.fullmatch(folded))


def day_of_line(folded: str) -> date | None:
    """Return the day a line names that holds nothing but a full date, as under a signature; else None."""
    match = None if len(folded) > _LONGEST_DATE else _DATE_LINE.fullmatch(folded.replace(" ", ""))
    if match is None:
        return None
    year, month, day = (int(part) if part.isascii() else chinese_number(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def ends_document(folded: str) -> bool:
    """Return whether a paragraph closes the body (特此通知。)."""
    return bool(_END.fullmatch(folded))


def begins_attachment(folded: str) -> bool:
    """Return whether a line only announces an attachment (附件1)."""
    return bool(_ATTACHED.fullmatch(folded))


def lists_attachments(folded: str) -> bool:
    """Return whether a paragraph begins the list of attachments under the text (附件：1.…)."""
    return bool(_ATTACHMENTS.match(folded))


def before_contact(folded: str) -> int:
    """Return where the text of a paragraph ends that names whom to ask (联系人：…) at its end."""
    found = _CONTACT.search(folded)
    return found.start() if found else len(folded)


def is_handing_in(folded: str) -> bool:
    """Return whether a paragraph says until when everybody hands in what (请各单位于…前将总结报…)."""
    return bool(_HANDS_IN.match(folded))


def is_aside(folded: str) -> bool:
    """Return whether a paragraph tells the problem a task answers, not the task (具体表现：…)."""
    return bool(_ASIDE.match(folded))


def begins_notes(folded: str) -> bool:
    """Return whether a paragraph begins notes on a table or form (说明：1.…)."""
    return bool(_NOTES.match(folded))
