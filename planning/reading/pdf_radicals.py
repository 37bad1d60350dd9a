"""Characters for the look-alikes that fonts of PDF files give in their place: radicals, compatibility forms."""

import unicodedata

_LOOKS = (
    "⺁⺇⺌⺎⺏⺐⺒⺓⺛⺝⺟⺠⺩⺬⺮⺯⺰⺳⺷⺸⺹⺻⺼⺽⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚"
    "⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳⼾"
)
_MEANT = (
    "厂几小兀尣尢巳幺旡月母民王示竹糸纟网羊羊老聿肉臼虎衣覀西见角角讠贝足车辶辶辶邑钅長镸长门阜阜雨青韦页"
    "风飞食食饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀亀龟户"
)
_RADICALS = dict(zip(_LOOKS, _MEANT, strict=True))
"""Radicals that fonts give instead of the character they look like, and that Unicode does not fold to it."""


def plain(sign: str) -> str:
    """Return the character that a sign stands for; most stand for themselves."""
    if not "\u2e80" <= sign <= "\u2fdf" and not "\uf900" <= sign <= "\ufb06":
        return sign
    return _RADICALS.get(sign) or unicodedata.normalize("NFKC", sign)
