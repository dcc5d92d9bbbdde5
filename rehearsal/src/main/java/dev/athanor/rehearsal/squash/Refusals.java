package dev.athanor.rehearsal.squash;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;

/** Changesets whose effect is not one state, or not one of the database alone. */
final class Refusals {
  private Refusals() {}

  /** A line for each, naming it. */
  static List<String> of(List<CompiledRevision> revisions, Bundle bundle) {
    List<String> refusals = new ArrayList<>();
    for (CompiledRevision revision : revisions) {
      if (!revision.guards().isEmpty()) {
        refusals.add(revision.revision().path() + " has a precondition");
      }
      for (Changeset changeset : revision.changesets()) {
        String why = why(changeset, bundle);
        if (why != null) {
          refusals.add(changeset.key() + " " + why);
        }
      }
    }
    return refusals;
  }

  private static String why(Changeset changeset, Bundle bundle) {
    if (changeset.live().isPresent()) {
      return "cannot be compiled to SQL";
    }
    if (changeset.guard().isPresent()) {
      return "has a precondition";
    }
    if (!changeset.contexts().isBlank()) {
      return "is for the contexts " + changeset.contexts();
    }
    if (!changeset.labels().isBlank()) {
      return "has the labels " + changeset.labels();
    }
    if (changeset.runAlways()) {
      return "runs always";
    }
    if (!changeset.failOnError()) {
      return "may fail";
    }
    boolean system =
        bundle.sql(changeset).up().stream()
            .flatMap(SqlStatement::stream)
            .anyMatch(statement -> statement.startsWith("ALTER", "SYSTEM"));
    return system ? "changes the server: ALTER SYSTEM" : null;
  }
}
