package dev.athanor.engine.history;

import java.util.Collection;
import java.util.Set;

/**
 * Which roles may change the history beside those that always may ({@link HistoryTrust}).
 *
 * @param everybody whether it does not matter who
 * @param names of roles, as PostgreSQL has them
 */
public record TrustedRoles(boolean everybody, Set<String> names) {
  /** No other role. */
  public static final TrustedRoles NONE = new TrustedRoles(false, Set.of());

  /** Whoever it is. */
  public static final TrustedRoles EVERYBODY = new TrustedRoles(true, Set.of());

  public TrustedRoles {
    names = Set.copyOf(names);
  }

  /** These and nobody else. */
  public static TrustedRoles of(Collection<String> names) {
    return new TrustedRoles(false, Set.copyOf(names));
  }

  boolean include(HistoryTrust.Problem problem) {
    return everybody || names.contains(problem.role());
  }
}
