package dev.athanor.engine.command;

import java.util.List;
import java.util.Objects;

/**
 * The settings that a verb would go by, and where each came from.
 *
 * @param settings all there are, those that nobody set included
 */
public record ShowConfig(List<Value> settings) implements CommandResult {

  /**
   * A setting.
   *
   * @param value as anybody may read it; empty for none
   * @param source what said so, such as {@code --lock-timeout}, or {@code default}
   */
  public record Value(String name, String value, String source) {
    public Value {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(source, "source");
    }

    /** With what must stay secret masked. */
    public static Value of(Setting setting, String value, String source) {
      return new Value(setting.key(), setting.shown(value), source);
    }
  }

  public ShowConfig {
    settings = List.copyOf(settings);
  }

  @Override
  public String text() {
    int name = settings.stream().mapToInt(each -> each.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Value each : settings) {
      text.append(each.name())
          .append(" ".repeat(name - each.name().length() + 2))
          .append(each.value().isEmpty() ? "-" : each.value())
          .append("  (")
          .append(each.source())
          .append(")\n");
    }
    return text.toString().stripTrailing();
  }

  @Override
  public Object json() {
    return settings;
  }
}
