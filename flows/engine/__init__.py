"""What carries the flows out: claims, the clockwork, the supervised Prefect server and the plain way without it."""
