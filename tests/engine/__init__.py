"""Tests of the engine: slots, claims, the clockwork, the supervised server and real Prefect runs."""
