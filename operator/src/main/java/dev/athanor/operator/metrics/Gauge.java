package dev.athanor.operator.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A gauge with a line for each of the things that have a value of it.
 *
 * @param name as Prometheus has it
 * @param help what it says
 * @param value of a thing; absent where there is none
 */
record Gauge<T>(String name, String help, Function<T, OptionalDouble> value) {
  static final OptionalDouble ABSENT = OptionalDouble.empty();

  /** What a scrape gets: all gauges of all things. */
  static <T> MetricSnapshots snapshots(List<Gauge<T>> gauges, Map<Labels, T> things) {
    return new MetricSnapshots(
        gauges.stream().<MetricSnapshot>map(gauge -> gauge.snapshot(things)).toList());
  }

  static <T> List<String> names(List<Gauge<T>> gauges) {
    return gauges.stream().map(Gauge::name).toList();
  }

  /** Those of what is about a resource. */
  static Labels of(String namespace, String name) {
    return Labels.of("namespace", namespace, "name", name);
  }

  /** Absent, too, when somebody else has written what is no time: it must not hide all others. */
  static OptionalDouble time(String text) {
    try {
      return text == null ? ABSENT : OptionalDouble.of(Instant.parse(text).getEpochSecond());
    } catch (DateTimeParseException e) {
      return ABSENT;
    }
  }

  private GaugeSnapshot snapshot(Map<Labels, T> things) {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
    things.forEach(
        (labels, thing) ->
            value
                .apply(thing)
                .ifPresent(of -> snapshot.dataPoint(new GaugeDataPointSnapshot(of, labels, null))));
    return snapshot.build();
  }
}
