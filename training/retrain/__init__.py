"""The nightly loop: collect labelled hands, fit a new head, judge it, publish it."""
