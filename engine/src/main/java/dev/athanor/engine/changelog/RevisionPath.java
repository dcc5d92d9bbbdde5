package dev.athanor.engine.changelog;

import dev.athanor.engine.model.Revision;
import java.util.List;

/**
 * The way from one set of current revisions to another.
 *
 * @param steps the revisions to run, in the order they run: parents first going up, last going down
 * @param from the current revisions before
 * @param to the current revisions after, empty at base
 */
public record RevisionPath(List<Revision> steps, List<String> from, List<String> to) {
  public RevisionPath {
    steps = List.copyOf(steps);
    from = List.copyOf(from);
    to = List.copyOf(to);
  }
}
