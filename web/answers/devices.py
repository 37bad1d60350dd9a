"""A browser in words, from what it says of itself: enough to know one's own devices apart, and no more kept of it."""

from config.language import label

#: The first sign found names it: those that pretend to be another browser stand before the one they pretend to be.
_BROWSERS = (
    ("wxwork", "wecom"), ("MicroMessenger", "wechat"), ("DingTalk", "dingtalk"), ("Lark", "feishu"), ("Edg", "edge"),
    ("OPR", "opera"), ("Firefox", "firefox"), ("FxiOS", "firefox"), ("Chrome", "chrome"), ("CriOS", "chrome"),
    ("Safari", "safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iphone"), ("iPad", "ipad"), ("Android", "android"), ("HarmonyOS", "harmony"), ("Windows", "windows"),
    ("Mac OS", "mac"), ("Linux", "linux"),
)  # fmt: skip


def device_words(said: str) -> str:
    """Return such as “Chrome 浏览器 · Windows 电脑”; what is not known by its signs as it says itself, shortened."""
    browser = next((label("browser", word) for sign, word in _BROWSERS if sign in said), "")
    system = next((label("device", word) for sign, word in _SYSTEMS if sign in said), "")
    return " · ".join(part for part in (browser, system) if part) or said[:60] or label("device", "unknown")
