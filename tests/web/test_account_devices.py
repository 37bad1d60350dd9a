"""A browser in words: what it pretends to be does not count."""

import pytest

from web.answers.devices import device_words

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/120.0 Safari/537.36 Edg/120.0": "Edge 浏览器 · Windows 电脑",
    "Mozilla/5.0 (iPhone; like Mac OS X) Mobile MicroMessenger/8.0.42 wxwork/4.1": "企业微信 · 苹果手机",
    "Mozilla/5.0 (Linux; Android 13) Chrome/100 Safari/537.36 MicroMessenger/8.0": "微信 · 安卓设备",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/17.0 Safari/605.1.15": "Safari 浏览器 · 苹果电脑",
    "curl/8.0": "curl/8.0",
    "": "未说明的设备",
}


@pytest.mark.parametrize(("said", "words"), list(AGENTS.items()))
def test_a_device_is_named_by_what_it_is(said: str, words: str) -> None:
    assert device_words(said) == words
