"""Tests of the example site; it has settings of its own, so they run its commands from outside."""
