package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Routine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What had better come before what for the sake of functions' bodies, of which pg_depend is silent.
 */
final class BodyEdges {
  private final Actions actions;
  private final BiConsumer<Action, Action> edges;

  /**
   * @param edges gets each pair, the first before the second
   */
  BodyEdges(Actions actions, BiConsumer<Action, Action> edges) {
    this.actions = actions;
    this.edges = edges;
  }

  void find() {
    texts();
    casts();
  }

  /** A function's text names what pg_depend does not know of; it had better be there. */
  private void texts() {
    Map<String, List<Action>> made = new HashMap<>();
    for (Action action : actions.all()) {
      if (isNamedInText(action)) {
        made.computeIfAbsent(action.id().name(), key -> new ArrayList<>()).add(action);
      }
      if (action.id().kind() == Kind.COLUMN) {
        made.computeIfAbsent(action.id().within(), key -> new ArrayList<>()).add(action);
      }
    }
    for (Action action : actions.all()) {
      if (action.after() instanceof Routine routine && action.op() != Op.DROP) {
        named(routine, made, action)
            .filter(named -> named.op() != Op.DROP)
            .forEach(first -> edges.accept(first, action));
      }
      if (action.before() instanceof Routine routine && action.op() != Op.CREATE) {
        // What undoes it makes it again, where what it names has to be there still.
        named(routine, made, action)
            .filter(named -> named.op() == Op.DROP)
            .forEach(then -> edges.accept(action, then));
      }
    }
  }

  private static Stream<Action> named(
      Routine routine, Map<String, List<Action>> byName, Action itself) {
    return words(routine.definition()).stream()
        .flatMap(word -> byName.getOrDefault(word, List.of()).stream())
        .filter(action -> !action.id().equals(itself.id()));
  }

  private static boolean isNamedInText(Action action) {
    return switch (action.id().kind()) {
      case TABLE, VIEW, ENUM, DOMAIN, COMPOSITE, RANGE, SEQUENCE, ROUTINE ->
          action.op() != Op.CLEANUP;
      default -> false;
    };
  }

  private static Set<String> words(String text) {
    return new HashSet<>(Arrays.asList(text.split("[^\\w$]+")));
  }

  /**
   * A function's body may rest on a cast, which pg_depend does not know of either; what undoes a
   * function makes it again while the cast is there.
   */
  private void casts() {
    for (Action cast : actions.all()) {
      if (cast.id().kind() == Kind.CAST) {
        for (Action routine : actions.all()) {
          if (routine.id().kind() == Kind.ROUTINE) {
            if (cast.op() == Op.CREATE && routine.op() != Op.DROP) {
              edges.accept(cast, routine);
            } else if (cast.op() == Op.DROP && routine.op() != Op.CREATE) {
              edges.accept(routine, cast);
            }
          }
        }
      }
    }
  }
}
