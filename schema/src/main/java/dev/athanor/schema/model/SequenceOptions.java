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

  /**
   * What PostgreSQL makes of it when the column that it counts becomes another type: limits that
   * were the type's own are the new one's.
   */
  public SequenceOptions ofType(String other) {
    if (type.equals(other)
        || !other.equals("smallint") && !other.equals("integer") && !other.equals("bigint")) {
      return this;
    }
    SequenceOptions limits = new SequenceOptions(other, 1, increment, 1, 1, 1, false);
    return new SequenceOptions(
        other,
        start,
        increment,
        min == typeMin() ? limits.typeMin() : min,
        max == typeMax() ? limits.typeMax() : max,
        cache,
        cycle);
  }
}
