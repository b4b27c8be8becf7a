"""ExportMetricsServiceRequest to points, grouped by series.

Gauges, sums and histograms are kept. A sum that is not monotonic is a gauge when cumulative. Exponential histograms and
summaries are rejected and counted: their buckets and quantiles cannot be added up over time and instances on fixed bounds
(docs/decisions/0003). What tells instances apart (`service.instance.id` as `instance`, `host.name`) joins the labels, or
the counters of two processes would run into one.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from apps.telemetry.datamodel import MetricPoints
from apps.telemetry.embedded.otlp_values import Decoded, Message, attributes_of, double, enumerated, integer, resource_of
from apps.telemetry.embedded.times import within_int64

_TEMPORALITIES: Mapping[str, int] = {"AGGREGATION_TEMPORALITY_DELTA": 1, "AGGREGATION_TEMPORALITY_CUMULATIVE": 2}
_DELTA, _CUMULATIVE = 1, 2
_IDENTITY = (("service.instance.id", "instance"), ("host.name", "host.name"))
_NO_VALUE = 1  # bit of DataPointFlags
_MESSAGE = (
    "Kept are gauges, and sums and histograms with a temporality whose buckets fit their bounds; no exponential histograms, no summaries."
)


class _SeriesKey(NamedTuple):
    name: str
    service: str
    unit: str
    kind: str
    labels: tuple[tuple[str, str], ...]
    bounds: tuple[float, ...]


class _Sample(NamedTuple):
    time_ns: int
    start_ns: int
    values: tuple[float, ...]


_Groups = defaultdict[_SeriesKey, list[_Sample]]


def metrics_of(request: Message) -> Decoded[MetricPoints]:
    groups: _Groups = defaultdict(list)
    rejected = 0
    for group in request.resource_metrics or ():
        service, resource = resource_of(group.resource)
        own = {label: _text(resource[key]) for key, label in _IDENTITY if key in resource}
        for scope in group.scope_metrics or ():
            for metric in scope.metrics or ():
                rejected += _collect(metric, service, own, groups)
    return Decoded([_points(key, samples) for key, samples in groups.items()], rejected, _MESSAGE if rejected else "")


def _collect(metric: Message, service: str, own: Mapping[str, str], groups: _Groups) -> int:
    """Add the samples of a metric to its series; returns how many points were rejected."""
    rejected = 0
    for kind in ("gauge", "sum", "histogram", "exponential_histogram", "summary"):
        data = _data(metric, kind)
        if data is None:
            continue
        name = _kind_of(kind, data)
        for point in data.data_points or ():
            bounds = _bounds(point) if kind == "histogram" else ()
            if not name or bounds is None:
                rejected += 1
                continue
            labels = {**own, **{key: _text(value) for key, value in attributes_of(point.attributes).items()}}
            key = _SeriesKey(metric.name or "", service, metric.unit or "", name, tuple(sorted(labels.items())), bounds)
            groups[key].append(_sample(point, kind))
    return rejected


def _data(metric: Message, kind: str) -> Message | None:
    """The metric's data if it is of this kind. Protobuf answers an unset message field with an empty message."""
    has_field = getattr(metric, "HasField", None)
    return getattr(metric, kind) if has_field is None or has_field(kind) else None


def _kind_of(kind: str, data: Message) -> str:
    """The kind as MetricPoints names it; "" for what is not kept."""
    if kind == "gauge":
        return "gauge"
    if kind not in ("sum", "histogram"):
        return ""
    temporality = enumerated(data.aggregation_temporality, _TEMPORALITIES)
    if kind == "histogram":
        return {_DELTA: "histogram_delta", _CUMULATIVE: "histogram"}.get(temporality, "")
    if temporality == _CUMULATIVE:
        return "sum_cumulative" if data.is_monotonic else "gauge"
    return "sum_delta" if temporality == _DELTA else ""


def _bounds(point: Message) -> tuple[float, ...] | None:
    """Ascending bounds, one fewer than counts (or neither, which means one bucket for all); None if they do not fit."""
    bounds = tuple(double(bound) for bound in point.explicit_bounds or ())
    fits = len(point.bucket_counts or ()) == len(bounds) + 1 or (not bounds and not point.bucket_counts)
    ascending = all(low < high for low, high in pairwise(bounds))
    return bounds if fits and ascending else None


def _sample(point: Message, kind: str) -> _Sample:
    values = _histogram_values(point) if kind == "histogram" else (_number(point),)
    if (point.flags or 0) & _NO_VALUE:
        values = (math.nan,) * len(values)
    return _Sample(within_int64(integer(point.time_unix_nano)), within_int64(integer(point.start_time_unix_nano)), values)


def _number(point: Message) -> float:
    which = getattr(point, "WhichOneof", None)
    kind = which("value") if which else ("as_double" if point.as_double is not None else "as_int")
    if kind == "as_double":
        return double(point.as_double)
    return float(integer(point.as_int)) if kind and point.as_int is not None else math.nan


def _histogram_values(point: Message) -> tuple[float, ...]:
    has_field = getattr(point, "HasField", None)
    total = double(point.sum) if has_field is None or has_field("sum") else math.nan
    count = float(integer(point.count))
    buckets = [float(integer(number)) for number in point.bucket_counts or ()] or [count]
    return (*buckets, count, total)


def _points(key: _SeriesKey, samples: list[_Sample]) -> MetricPoints:
    values = np.array([sample.values for sample in samples], np.float64)
    return MetricPoints(
        name=key.name,
        service=key.service,
        unit=key.unit,
        kind=key.kind,
        labels=dict(key.labels),
        times_ns=np.array([sample.time_ns for sample in samples], np.int64),
        values=values if key.kind.startswith("histogram") else values[:, 0],
        start_ns=np.array([sample.start_ns for sample in samples], np.int64),
        bounds=key.bounds,
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
