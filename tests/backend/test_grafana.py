"""The dashboard for Grafana: it asks only for metrics, and labels of them, that the server tells."""

from __future__ import annotations

import json
import re

from prometheus_client import Counter, Histogram

from backend import metrics
from tests.server import ROOT

DASHBOARD = json.loads((ROOT / "docs" / "grafana.json").read_text())
_METRIC = re.compile(r"\b([a-z_]+_(?:total|seconds_bucket))\b(?:\{([^}]*)\})?")


def told() -> dict[str, set[str]]:
    """The names of the time series of each metric with their labels, as Prometheus gets them."""
    names: dict[str, set[str]] = {}
    for metric in vars(metrics).values():
        if isinstance(metric, Counter | Histogram):
            suffix, more = ("_total", set[str]()) if isinstance(metric, Counter) else ("_bucket", {"le"})
            names[f"{metric._name}{suffix}"] = {*metric._labelnames, *more}
    return names


def test_each_panel_asks_for_what_the_server_tells() -> None:
    known, asked = told(), set()
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            found = _METRIC.findall(target["expr"])
            assert found, target["expr"]
            for name, matchers in found:
                asked.add(name)
                grouped = re.findall(r"by \(([^)]*)\)", target["expr"])
                labels = re.findall(r"(\w+)=", matchers) + re.findall(r"\w+", " ".join(grouped))
                labels += re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])
                assert set(labels) <= known[name], target["expr"]
    assert asked == known.keys()


def test_panels_lie_beside_each_other_and_the_source_is_chosen() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [(x, y) for p in places for x in range(p["x"], p["x"] + p["w"]) for y in range(p["y"], p["y"] + p["h"])]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) == 23
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)
    assert {panel["datasource"]["uid"] for panel in DASHBOARD["panels"]} == {"${datasource}"}
