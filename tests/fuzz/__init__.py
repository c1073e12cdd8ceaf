"""The API fuzzed with its own document: a number of cases in, what the server should not have answered out."""
