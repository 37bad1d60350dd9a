"""The documents kept beside the checkout, and a plan of our own in their style."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"
FOUNDING = FOLDER / "xicheng-union-reform-2017.txt"
PLANS = FOLDER / "plans"

OWN_PLAN = """■街道工会改革进展■

月桥街道 现阶段工作成果

建好职工之家

今年以来,月桥街道总工会新建职工之家6家,发展会员210人,为一线职工送

去清凉用品,价值12.5万元。

目标计划

- 1.开办职工夜校,举办第三届职工技能比武和读书分享等活动。
- 2.健全劳动争议调解机制,9月底前完成调解员轮训。
- 3.不断扩大互助保障覆盖面。

参观月桥街道职工驿站

柳塘街道总工会 现阶段工作成果

推进协商

上半年签订工资专项合同84份,覆盖职工3200人,达标率96.5%。

目标计划

- 1.以快递企业为重点,开展集体协商要约行动。
- 2.下半年,适时挂牌两家户外劳动者驿站。

■严格考核■

工作评价

区总工会将在12月听取各街道汇报。
"""


def needs(path: Path) -> Path:
    """Give the path of a document kept beside the checkout, or skip and say what is missing."""
    if not path.exists():
        pytest.skip(f"the documents beside the checkout are missing: {path.name}")
    return path
