package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.NOTICE;

import dev.athanor.rehearsal.lint.Scene.Change;
import dev.athanor.schema.model.EnumType;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What clients call, read and write by name: views, functions, the values of an enum. */
final class InterfaceRules {
  static final List<Rule> RULES =
      List.of(
          Rule.ofChangeset(
              "view-columns-changed",
              ERROR,
              Harm.CLIENTS,
              "a view whose columns are gone, renamed or of another type",
              BreakRules.BOTH,
              InterfaceRules::view),
          Rule.ofChangeset(
              "function-signature-changed",
              ERROR,
              Harm.CLIENTS,
              "a function whose arguments or result are others",
              BreakRules.BOTH,
              InterfaceRules::signature),
          Rule.ofChangeset(
              "enum-value-renamed",
              ERROR,
              Harm.CLIENTS,
              "an enum's value renamed or gone: clients that write or expect it fail",
              BreakRules.BOTH,
              InterfaceRules::label),
          Rule.ofChangeset(
              "enum-value-inserted",
              NOTICE,
              Harm.CLIENTS,
              "an enum's value put before others: what is greater or smaller changes",
              "Add it at the end unless the order is meant.",
              InterfaceRules::inserted));

  private InterfaceRules() {}

  private static void view(Act act, Sink found) {
    for (Change<View> change : act.changed(View.class)) {
      List<String> lost = new ArrayList<>(change.before().columns());
      lost.removeAll(change.after().columns());
      if (!lost.isEmpty()) {
        found.add(
            act.sceneOf(change.after().id()),
            change.after().id(),
            "has no column " + String.join(", ", lost) + " any more");
      }
    }
  }

  private static void signature(Act act, Sink found) {
    for (Change<Routine> change : act.changed(Routine.class)) {
      if (!change.before().signature().equals(change.after().signature())) {
        found.add(
            act.sceneOf(change.after().id()),
            change.after().id(),
            "was " + change.before().signature() + ", is " + change.after().signature());
      }
    }
    for (Routine old : act.lost(Routine.class)) {
      successor(act, old)
          .ifPresent(
              now ->
                  found.add(
                      act.sceneOf(now.id()),
                      old.id(),
                      "is gone; there is " + now.id().path() + " in its place"));
    }
  }

  /** A new routine of the same name, where one is gone. */
  static Optional<Routine> successor(Act act, Routine old) {
    return act.gained(Routine.class).stream()
        .filter(now -> now.id().schema().equals(old.id().schema()))
        .filter(now -> now.id().name().equals(old.id().name()))
        .findFirst();
  }

  private static void label(Act act, Sink found) {
    for (Change<EnumType> change : act.changed(EnumType.class)) {
      List<String> lost = new ArrayList<>(change.before().labels());
      lost.removeAll(change.after().labels());
      if (!lost.isEmpty()) {
        found.add(
            act.sceneOf(change.before().id()),
            change.before().id(),
            "has no value " + String.join(", ", lost) + " any more");
      }
    }
  }

  private static void inserted(Act act, Sink found) {
    for (Change<EnumType> change : act.changed(EnumType.class)) {
      List<String> old = change.before().labels();
      List<String> now = change.after().labels();
      boolean grown = now.containsAll(old) && now.size() > old.size();
      if (grown && !now.subList(0, old.size()).equals(old)) {
        found.add(
            act.sceneOf(change.before().id()),
            change.before().id(),
            "its order is " + String.join(", ", now));
      }
    }
  }
}
