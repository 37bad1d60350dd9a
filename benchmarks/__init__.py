"""Measurements, each against a reference taken in the same run. Figures go into commits and notes, not into tests."""
