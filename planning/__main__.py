"""The child process of ``planning.apart``: reads one plan and ends."""

import os
import sys

from planning.apart import OUT_OF_MEMORY, serve
from planning.plan_reading import work

try:
    serve(sys.stdin.buffer, sys.stdout.buffer, work)
except MemoryError:
    os._exit(OUT_OF_MEMORY)  # without any clearing up, which would need memory itself
