"""Tests. `unit` is pure; `integration` starts real servers."""
