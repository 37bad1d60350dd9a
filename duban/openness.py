"""How far the pages are open to a network, and whether that is safe: one of the findings of ``duban doctor``."""

from collections.abc import Iterator
from typing import Literal

from config.settings import LOOPBACK_HOSTS, Settings


def look_at_openness(settings: Settings) -> Iterator[tuple[Literal["ok", "warning"], str]]:
    """Yield what is to be said about who can reach the pages, and how."""
    if settings.is_local:
        yield "ok", f"网页只在本机打开（{settings.effective_base_url}）"
    elif not settings.is_https:
        yield (
            "warning",
            (
                f"网页在 {settings.effective_base_url} 向网络开放，但没有加密，密码和内容会在网络上明文传送。"
                "请在前面设置 HTTPS 反向代理，并把 base_url 改为 https:// 开头的网址。"
            ),
        )
    elif settings.host in LOOPBACK_HOSTS and not settings.proxies:
        yield (
            "warning",
            (
                f"网页经 {settings.base_url} 访问，但没有填写 trusted_proxies，系统看不到来访者的真实地址，"
                "登录限速会把所有人算在一起。请填写反向代理的地址，如 127.0.0.1。"
            ),
        )
    else:
        yield "ok", f"网页经加密网址 {settings.effective_base_url} 访问"
