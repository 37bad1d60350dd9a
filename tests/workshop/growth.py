"""How much longer work takes when there is more of it, told so that a busy machine does not matter.

Processor seconds, the least of two runs, without the collector of garbage, whose price is that of every object the
tests before have left behind. Work that grows with the square of its size is found; no time is judged by itself.
"""

import gc
import time
from collections.abc import Callable


def grows_evenly(work: Callable[[int], object], small: int, large: int) -> bool:
    """Tell whether a large piece of work takes about as many times longer than a small one as it is larger.

    Up to twice as many times, and half a second, are forgiven; at four times the size the square would be 16 times.
    """
    return _least(work, large) < 2 * large / small * _least(work, small) + 0.5


def _least(work: Callable[[int], object], size: int) -> float:
    gc.collect()
    gc.disable()
    try:
        return min(_seconds(work, size) for _ in range(2))
    finally:
        gc.enable()


def _seconds(work: Callable[[int], object], size: int) -> float:
    begun = time.process_time()
    work(size)
    return time.process_time() - begun
