"""The tests; a package, so that this folder wins over any installed distribution that calls itself ``tests``."""
