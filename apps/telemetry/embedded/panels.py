"""Answers typed questions for series from stored points."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from apps.telemetry.datamodel import MetricQuery, TimeSeries, Window
from apps.telemetry.embedded.blobs import Blobs
from apps.telemetry.embedded.grid import Floats, Grid, ratio, sampled
from apps.telemetry.embedded.increments import increments_of, per_step
from apps.telemetry.embedded.point_tables import Points, Series, read_points, series_named
from apps.telemetry.embedded.quantiles import histogram_quantile, on_common_bounds
from apps.telemetry.errors import Unsupported

# How far around the window samples are read: to tell the first and the last increment, and so that a short window is not empty.
_AROUND_NS = 15 * 60 * 10**9
Part = tuple[Series, Points]


def answer_query(connection: sqlite3.Connection, query: MetricQuery, grid: Grid, blobs: Blobs) -> list[TimeSeries]:
    """One series for each combination of the `by` labels; one of NaN if nothing matches. Raises Unsupported."""
    around_ns = max(_AROUND_NS, 4 * grid.step_ns)
    read = Window(grid.from_ns - around_ns, grid.window.to_ns + around_ns)
    groups: defaultdict[tuple[str, ...], list[Part]] = defaultdict(list)
    for series in series_named(connection, query.metric):
        labels = {"service": series.service, **series.labels}
        if _matches(query, series.service, labels):
            points = read_points(connection, series, read, blobs)
            if len(points.times_ns):
                groups[tuple(labels.get(label, "") for label in query.by)].append((series, points))
    if not groups:
        return [_series(query, (), np.full(grid.steps, np.nan), grid)]
    return [_series(query, values, _joined(query, parts, grid) * query.scale, grid) for values, parts in sorted(groups.items())]


def _matches(query: MetricQuery, service: str, labels: dict[str, str]) -> bool:
    return query.service in ("", service) and all(labels.get(label) == value for label, value in query.matchers)


def _series(query: MetricQuery, values: tuple[str, ...], points: Floats, grid: Grid) -> TimeSeries:
    labels = {label: value for label, value in zip(query.by, values, strict=False) if value}
    return TimeSeries(
        query.title, query.panel, query.unit, labels, grid.times_ns, points, query.limit, query_text(query), query.service, query.role
    )


def query_text(query: MetricQuery) -> str:
    """The question in PromQL's manner, for people to read."""
    matchers = ([("service", query.service)] if query.service else []) + list(query.matchers)
    selector = query.metric + "{" + ", ".join(f'{label}="{value}"' for label, value in matchers) + "}"
    inner = f"{query.quantile}, {selector}" if query.function == "quantile" else selector
    return f"{query.function}({inner})" + (f" by ({', '.join(query.by)})" if query.by else "")


def _joined(query: MetricQuery, parts: Sequence[Part], grid: Grid) -> Floats:
    kinds = {series.kind.removesuffix("_delta").removesuffix("_cumulative") for series, _ in parts}
    if kinds == {"histogram"}:
        return _of_histograms(query, parts, grid)
    if "histogram" in kinds or query.function == "quantile":
        raise Unsupported(f"{query.function} of {query.metric} needs a histogram in every series.")
    if query.function == "rate":
        return _rate(query, parts, grid)
    columns = np.stack([sampled(points, query.function, grid) for _, points in parts])
    return _highest(columns) if query.function == "max" else _mean(columns)


def _rate(query: MetricQuery, parts: Sequence[Part], grid: Grid) -> Floats:
    """The sum over series of increments a second; a series without samples in a step adds nothing to it."""
    if any(series.kind == "gauge" for series, _ in parts):
        raise Unsupported(f"{query.metric} is a gauge: it has no rate.")
    total, known = np.zeros(grid.steps), np.zeros(grid.steps, np.bool_)
    for series, points in parts:
        amounts, seconds = per_step(increments_of(points, delta=series.kind.endswith("_delta")), grid)
        counted = amounts[:, -2] if series.kind.startswith("histogram") else amounts[:, 0]
        total += np.nan_to_num(ratio(counted, seconds))
        known |= seconds > 0
    return np.where(known, total, np.nan)


def _of_histograms(query: MetricQuery, parts: Sequence[Part], grid: Grid) -> Floats:
    """rate of the count; avg and value are sum/count; max is the highest bucket that anything fell into."""
    if query.function == "rate":
        return _rate(query, parts, grid)
    amounts = [per_step(increments_of(points, delta=series.kind.endswith("_delta")), grid)[0] for series, points in parts]
    if query.function in ("avg", "value"):
        count, total = (sum((part[:, column] for part in amounts), np.zeros(grid.steps)) for column in (-2, -1))
        return ratio(total, count)
    bounds, counts = on_common_bounds([(series.bounds, part[:, :-2]) for (series, _), part in zip(parts, amounts, strict=True)])
    quantile = 1.0 if query.function == "max" or query.quantile is None else query.quantile
    return histogram_quantile(quantile, bounds, counts)


def _mean(columns: Floats) -> Floats:
    return ratio(np.nansum(columns, axis=0), (~np.isnan(columns)).sum(axis=0).astype(np.float64))


def _highest(columns: Floats) -> Floats:
    return np.asarray(np.fmax.reduce(columns, axis=0))
