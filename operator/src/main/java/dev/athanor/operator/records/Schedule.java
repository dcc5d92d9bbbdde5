package dev.athanor.operator.records;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

/** When backups are due, as a Kubernetes CronJob has it, in UTC. */
final class Schedule {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private static final Map<String, String> NAMED =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  private final ExecutionTime times;

  private Schedule(ExecutionTime times) {
    this.times = times;
  }

  /**
   * Reads what the API server has let through.
   *
   * @throws IllegalArgumentException when it is no schedule, saying why
   */
  static Schedule parse(String cron) {
    String fields = NAMED.getOrDefault(cron, cron).replace('?', '*');
    return new Schedule(ExecutionTime.forCron(PARSER.parse(fields)));
  }

  /** The last time that was due, now included. */
  Optional<Instant> last(Instant now) {
    ZonedDateTime at = ZonedDateTime.ofInstant(now, ZoneOffset.UTC);
    // What is due at this very moment is not the last one to the library.
    return times.lastExecution(at.plusSeconds(1)).map(ZonedDateTime::toInstant);
  }

  /** How long it is until the next. */
  Optional<Duration> untilNext(Instant now) {
    return times.timeToNextExecution(ZonedDateTime.ofInstant(now, ZoneOffset.UTC));
  }
}
