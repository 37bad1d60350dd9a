"""A question whose numbers are written one way finds those written the other way."""

import pytest

from planning.number_spellings import spelt_otherwise


@pytest.mark.parametrize(
    ("asked", "otherwise"),
    [
        ("5月", "五月"),
        ("五月", "5月"),
        ("走访三十家", "走访30家"),
        ("联络站６座 12名", "联络站六座 十二名"),
        ("一百零五件", "105件"),
        ("2017-005", ""),
        ("2017年", ""),
        ("3.5", ""),
        ("走访", ""),
    ],
)
def test_numbers_are_written_the_other_way(asked: str, otherwise: str) -> None:
    assert spelt_otherwise(asked) == otherwise
