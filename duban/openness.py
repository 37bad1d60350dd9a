"""How far the pages are open to a network, whether that is safe, and whether the links we write lead to them.

What ``duban doctor`` finds, and ``duban serve`` says when it starts.
"""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

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


def look_at_links(settings: Settings) -> Iterator[str]:
    """Yield what is wrong with the address that links in messages, slips and shared papers begin with."""
    written = settings.effective_base_url
    if not settings.is_local and urlsplit(written).hostname in LOOPBACK_HOSTS:
        yield (
            f"消息、登录单、分享链接里的网址以 {written} 开头，只有这台电脑打得开。"
            "请把设置 base_url 改为大家访问网页时用的网址。"
        )


def look_at_port(settings: Settings, port: int) -> Iterator[str]:
    """Yield that links lead nowhere, when the pages are opened at another port than the one they are written with."""
    written = urlsplit(settings.effective_base_url)
    is_direct = written.hostname in {*LOOPBACK_HOSTS, settings.host} and not settings.proxies
    if is_direct and written.port not in {None, port}:
        yield (
            f"网页开在端口 {port}，而消息里的链接按设置写的是 {settings.effective_base_url}，在这个端口打不开。"
            f"请用 --port {written.port} 打开，或把设置 port（填了 base_url 的，连同 base_url）改为 {port}。"
        )
