package dev.athanor.engine.apply;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a statement of the run waits for.
 *
 * @param lock the lock it wants, such as {@code ACCESS EXCLUSIVE on public.users}
 * @param blockers who is before it; none where they let go in the meantime
 */
public record LockWait(String lock, List<Blocker> blockers) {
  /** Of those who are named; a table may be read by hundreds. */
  private static final int NAMED = 3;

  public LockWait {
    Objects.requireNonNull(lock, "lock");
    blockers = List.copyOf(blockers);
  }

  @Override
  public String toString() {
    if (blockers.isEmpty()) {
      return lock;
    }
    String named =
        blockers.stream().limit(NAMED).map(Blocker::toString).collect(Collectors.joining("; "));
    int more = blockers.size() - NAMED;
    return lock + ", behind " + named + (more > 0 ? "; and " + more + " more" : "");
  }
}
