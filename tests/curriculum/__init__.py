"""Tests of the curriculum files and their loader."""
