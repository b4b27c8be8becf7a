"""Metric requests to series."""

import math
from typing import Any

import numpy as np
import pytest
from opentelemetry.proto.metrics.v1 import metrics_pb2 as pb

from apps.telemetry.embedded import otlp_json
from apps.telemetry.embedded.otlp_metrics import metrics_of
from tests.telemetry.embedded.otlp import as_json, from_json, metrics, pairs, same
from tests.telemetry.embedded.records import NOON, SECOND


def test_protobuf_and_json_give_the_same_metrics() -> None:
    number = {"time_unix_nano": NOON, "start_time_unix_nano": NOON - SECOND, "attributes": pairs({"endpoint": "/a", "ok": True})}
    histogram = {"time_unix_nano": NOON, "count": 6, "sum": 4.5, "bucket_counts": [1, 2, 3], "explicit_bounds": [0.5, 1]}
    request = metrics(
        {"name": "g", "unit": "1", "gauge": pb.Gauge(data_points=[pb.NumberDataPoint(**number, as_double=math.inf)])},
        {
            "name": "c",
            "sum": pb.Sum(aggregation_temporality=2, is_monotonic=True, data_points=[pb.NumberDataPoint(**number, as_int=2**62)]),
        },
        {"name": "u", "sum": pb.Sum(aggregation_temporality=2, data_points=[pb.NumberDataPoint(**number, as_int=-5)])},
        {"name": "d", "sum": pb.Sum(aggregation_temporality=1, data_points=[pb.NumberDataPoint(**number, as_int=0)])},
        {"name": "n", "gauge": pb.Gauge(data_points=[pb.NumberDataPoint(**number, as_int=1, flags=1), pb.NumberDataPoint(**number)])},
        {"name": "h", "histogram": pb.Histogram(aggregation_temporality=2, data_points=[pb.HistogramDataPoint(**histogram)])},
        {"name": "x", "exponential_histogram": pb.ExponentialHistogram(data_points=[pb.ExponentialHistogramDataPoint()])},
        {"name": "s", "summary": pb.Summary(data_points=[pb.SummaryDataPoint(), pb.SummaryDataPoint()])},
        resource={"service.name": "mes-api", "service.instance.id": "i-1", "host.name": "h-1", "other": "x"},
    )
    decoded = metrics_of(request)
    assert same(decoded, metrics_of(from_json(as_json(request), otlp_json.MetricsRequest)))
    assert decoded.rejected == 3
    assert {points.name: points.kind for points in decoded.records} == {
        "g": "gauge",
        "c": "sum_cumulative",
        "u": "gauge",
        "d": "sum_delta",
        "n": "gauge",
        "h": "histogram",
    }
    assert decoded.records[0].labels == {"endpoint": "/a", "ok": "true", "instance": "i-1", "host.name": "h-1"}
    assert decoded.records[0].start_ns.tolist() == [NOON - SECOND]
    assert np.isnan(decoded.records[4].values).all()
    assert (decoded.records[5].values.tolist(), decoded.records[5].bounds) == ([[1, 2, 3, 6, 4.5]], (0.5, 1))


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"bucket_counts": [1, 2], "explicit_bounds": [1, 2]}, False),
        ({"bucket_counts": [1, 2, 3], "explicit_bounds": [2, 1]}, False),
        ({"bucket_counts": [], "explicit_bounds": []}, True),
        ({"bucket_counts": [7], "explicit_bounds": []}, True),
    ],
)
def test_a_histogram_whose_buckets_do_not_fit_its_bounds_is_rejected(data: dict[str, Any], kept: bool) -> None:
    point = pb.HistogramDataPoint(time_unix_nano=NOON, count=7, **data)
    decoded = metrics_of(metrics({"name": "h", "histogram": pb.Histogram(aggregation_temporality=1, data_points=[point])}))
    assert (len(decoded.records), decoded.rejected) == (int(kept), int(not kept))
    if kept:
        assert decoded.records[0].values[0, :2].tolist() == [7, 7]
        assert math.isnan(decoded.records[0].values[0, 2])


@pytest.mark.parametrize("kind", ["sum", "histogram"])
def test_an_unknown_temporality_is_rejected(kind: str) -> None:
    data = {"sum": pb.Sum(data_points=[pb.NumberDataPoint(as_int=1)]), "histogram": pb.Histogram(data_points=[pb.HistogramDataPoint()])}
    assert metrics_of(metrics({"name": "m", kind: data[kind]})).rejected == 1


def test_points_of_one_series_stand_together() -> None:
    def point(at: int, endpoint: str) -> pb.NumberDataPoint:
        return pb.NumberDataPoint(time_unix_nano=at, as_int=at, attributes=pairs({"endpoint": endpoint}))

    decoded = metrics_of(metrics({"name": "g", "gauge": pb.Gauge(data_points=[point(1, "/a"), point(2, "/b"), point(3, "/a")])}))
    assert [(points.labels["endpoint"], points.times_ns.tolist()) for points in decoded.records] == [("/a", [1, 3]), ("/b", [2])]
