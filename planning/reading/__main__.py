"""The child process of ``planning.reading.apart``: reads one document and ends."""

import os
import sys

from planning.reading.apart import OUT_OF_MEMORY, work

try:
    work(sys.stdin.buffer, sys.stdout.buffer)
except MemoryError:
    os._exit(OUT_OF_MEMORY)  # without any clearing up, which would need memory itself
