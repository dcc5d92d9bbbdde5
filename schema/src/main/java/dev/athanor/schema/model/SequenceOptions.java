package dev.athanor.schema.model;

/**
 * How a sequence counts.
 *
 * @param type {@code smallint}, {@code integer} or {@code bigint}
 */
public record SequenceOptions(
    String type, long start, long increment, long min, long max, long cache, boolean cycle) {

  /** The highest value of {@link #type}. */
  public long typeMax() {
    return switch (type) {
      case "smallint" -> Short.MAX_VALUE;
      case "integer" -> Integer.MAX_VALUE;
      default -> Long.MAX_VALUE;
    };
  }

  /** The lowest value of {@link #type}. */
  public long typeMin() {
    return -typeMax() - 1;
  }

  /** What PostgreSQL would choose for {@link #min} if nothing were said. */
  public long defaultMin() {
    return increment > 0 ? 1 : typeMin();
  }

  /** What PostgreSQL would choose for {@link #max} if nothing were said. */
  public long defaultMax() {
    return increment > 0 ? typeMax() : -1;
  }

  /** What PostgreSQL would choose for {@link #start} if nothing were said. */
  public long defaultStart() {
    return increment > 0 ? min : max;
  }
}
