package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.RenameHint;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renames in which a table or a column takes the name of another that has a new one, too: a becomes
 * b and b becomes c, or a and b change places. No difference of the schemas shows that.
 *
 * @param renames in an order in which each new name is free
 * @param hints what said them
 */
record Successions(List<Rename> renames, List<RenameHint> hints) {
  /** What a name is called while two change places. */
  private static final String BETWEEN = "__moved";

  /** Of a name that gets this behind it; PostgreSQL takes 63 bytes. */
  private static final int ROOM = 28;

  static Successions of(SchemaDiff diff, List<RenameHint> said) {
    Map<ObjectId, ObjectId> moves = new LinkedHashMap<>();
    Map<ObjectId, RenameHint> by = new LinkedHashMap<>();
    for (RenameHint hint : said) {
      move(diff, hint)
          .ifPresent(
              from -> {
                moves.put(from, renamed(from, hint.to().get(0)));
                by.put(from, hint);
              });
    }
    // A name has to be free, or to be left by another of these.
    while (moves
        .entrySet()
        .removeIf(
            move ->
                !isNew(diff, move.getValue()) && !moves.containsKey(move.getValue())
                    || !isGone(diff, move.getKey()) && !moves.containsValue(move.getKey()))) {
      by.keySet().retainAll(moves.keySet());
    }
    List<RenameHint> hints = List.copyOf(by.values());
    return new Successions(ordered(moves), hints);
  }

  private static Optional<ObjectId> move(SchemaDiff diff, RenameHint hint) {
    return diff.before().objects().keySet().stream()
        .filter(id -> id.kind() == Kind.TABLE || id.kind() == Kind.COLUMN)
        .filter(id -> !hint.to().isEmpty() && RenameResolver.isNamed(hint.from(), id.path()))
        .filter(id -> diff.after().get(renamed(id, hint.to().get(0))) != null)
        .findFirst();
  }

  private static ObjectId renamed(ObjectId id, String name) {
    return new ObjectId(id.kind(), id.schema(), id.within(), name);
  }

  private static boolean isNew(SchemaDiff diff, ObjectId id) {
    return diff.headlines().stream()
        .anyMatch(found -> found instanceof Difference.Added && found.id().equals(id));
  }

  private static boolean isGone(SchemaDiff diff, ObjectId id) {
    return diff.headlines().stream()
        .anyMatch(found -> found instanceof Difference.Removed && found.id().equals(id));
  }

  private static List<Rename> ordered(Map<ObjectId, ObjectId> moves) {
    List<Rename> renames = new ArrayList<>();
    Map<ObjectId, ObjectId> left = new LinkedHashMap<>(moves);
    while (!left.isEmpty()) {
      Optional<ObjectId> free =
          left.keySet().stream().filter(id -> !left.containsKey(left.get(id))).findFirst();
      if (free.isPresent()) {
        renames.add(new Rename(free.get(), left.remove(free.get()).name()));
      } else {
        // They go round in a circle: one steps aside.
        ObjectId first = left.keySet().iterator().next();
        String start = first.name().substring(0, Math.min(ROOM, first.name().length()));
        ObjectId aside = renamed(first, start + BETWEEN);
        renames.add(new Rename(first, aside.name()));
        left.put(aside, left.remove(first));
      }
    }
    return renames;
  }
}
