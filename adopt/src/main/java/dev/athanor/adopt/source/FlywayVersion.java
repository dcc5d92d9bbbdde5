package dev.athanor.adopt.source;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A version as Flyway compares it: {@code 1.2}, {@code 01_2} and {@code 1.2.0} are one.
 *
 * @param parts without zeros at the end, the first one excepted
 */
public record FlywayVersion(List<BigInteger> parts) implements Comparable<FlywayVersion> {
  public FlywayVersion {
    List<BigInteger> kept = new ArrayList<>(parts);
    while (kept.size() > 1 && kept.get(kept.size() - 1).signum() == 0) {
      kept.remove(kept.size() - 1);
    }
    parts = List.copyOf(kept);
  }

  /** Empty for what is no version. */
  public static Optional<FlywayVersion> parse(String text) {
    String dotted = text.replace('_', '.');
    if (!dotted.matches("\\d+(\\.\\d+)*")) {
      return Optional.empty();
    }
    return Optional.of(
        new FlywayVersion(Arrays.stream(dotted.split("\\.")).map(BigInteger::new).toList()));
  }

  @Override
  public int compareTo(FlywayVersion other) {
    for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
      int order = part(i).compareTo(other.part(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private BigInteger part(int index) {
    return index < parts.size() ? parts.get(index) : BigInteger.ZERO;
  }

  /** The id of the revision that is made of this version's migration. */
  public String id() {
    return Tool.FLYWAY.id("V" + this);
  }

  /** The id of the revision that is made of a repeatable migration. */
  public static String repeatableId(String description) {
    return Tool.FLYWAY.id("R" + description);
  }

  @Override
  public String toString() {
    return parts.stream().map(BigInteger::toString).collect(Collectors.joining("."));
  }
}
