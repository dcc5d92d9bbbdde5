package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.schema.model.Routine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a scratch server's superuser may do and the role that migrates may not. */
final class SuperuserRules {
  static final List<Rule> RULES =
      List.of(
          Rule.ofStatement(
              "superuser-only",
              WARNING,
              Harm.ROLLOUT,
              "what only a superuser may make, such as an event trigger, a foreign data wrapper, an"
                  + " operator class or a function that is LEAKPROOF or in C",
              "Have it made with the database, by who may.",
              SuperuserRules::superuser));

  /** Where nobody else writes, but for what an extension brings along. */
  private static final Set<String> CATALOGS =
      Set.of(
          "pg_am",
          "pg_amop",
          "pg_amproc",
          "pg_event_trigger",
          "pg_foreign_data_wrapper",
          "pg_opclass",
          "pg_opfamily",
          "pg_publication_namespace",
          "pg_ts_parser",
          "pg_ts_template");

  /** As the server writes them, each on a line of its own; untrusted languages end in u. */
  private static final Pattern UNTRUSTED =
      Pattern.compile("^ LANGUAGE (c|internal|\\w+u)$", Pattern.MULTILINE);

  private static final Pattern LEAKPROOF =
      Pattern.compile("^ (?!SET |RETURNS ).*\\bLEAKPROOF\\b", Pattern.MULTILINE);

  private SuperuserRules() {}

  private static void superuser(Scene scene, Sink found) {
    List<String> catalogs = scene.recording().catalogs();
    List<String> written = catalogs.stream().filter(CATALOGS::contains).toList();
    if (!written.isEmpty() && !catalogs.contains("pg_extension")) {
      found.add(scene, "", "wrote " + String.join(", ", written));
    }
    List<Routine> routines = new ArrayList<>(scene.added(Routine.class));
    scene.changed(Routine.class).forEach(change -> routines.add(change.after()));
    for (Routine routine : routines) {
      String head = SecurityRules.head(routine);
      if (UNTRUSTED.matcher(head).find()) {
        found.add(scene, routine.id(), "is in a language that is not trusted");
      } else if (LEAKPROOF.matcher(head).find()) {
        found.add(scene, routine.id(), "is LEAKPROOF");
      }
    }
  }
}
