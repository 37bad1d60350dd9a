"""Tests of intake: bytes to text, text to goal items."""
