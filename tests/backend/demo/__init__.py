"""Tests of backend/demo, file by file."""
