package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.lint.Scene.Change;
import dev.athanor.schema.model.Extension;
import dev.athanor.schema.model.Grant;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Routine;
import dev.athanor.schema.model.Table;
import dev.athanor.schema.model.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Who may do and see what, and what keeps watch over rows. */
final class SecurityRules {
  static final String EVERYBODY = "PUBLIC";

  private static final char DISABLED = 'D';
  private static final char REPLICA = 'R';

  /** The server writes it among other options of a function, on one line. */
  private static final Pattern DEFINER =
      Pattern.compile("^ (?!SET |RETURNS ).*\\bSECURITY DEFINER\\b", Pattern.MULTILINE);

  /**
   * Those that a database's owner may create: {@code trusted} in PostgreSQL's own control files.
   */
  private static final Set<String> TRUSTED =
      Set.of(
          "bool_plperl",
          "btree_gin",
          "btree_gist",
          "citext",
          "cube",
          "dict_int",
          "fuzzystrmatch",
          "hstore",
          "hstore_plperl",
          "intarray",
          "isn",
          "jsonb_plperl",
          "lo",
          "ltree",
          "pgcrypto",
          "pg_trgm",
          "plperl",
          "plpgsql",
          "pltcl",
          "seg",
          "tablefunc",
          "tcn",
          "tsm_system_rows",
          "tsm_system_time",
          "unaccent",
          "uuid-ossp");

  static final List<Rule> RULES =
      List.of(
          Rule.ofStatement(
              "untrusted-extension",
              WARNING,
              Harm.ROLLOUT,
              "an extension that only a superuser may create",
              "Have it created with the database, by who may, and require it here.",
              SecurityRules::extension),
          Rule.ofChangeset(
              "security-definer-search-path",
              ERROR,
              Harm.SECURITY,
              "a SECURITY DEFINER function without a search path of its own: who calls it decides what"
                  + " its names mean, with its owner's rights",
              "Add SET search_path = pg_catalog, … to the function, pg_temp last.",
              SecurityRules::definer),
          Rule.ofStatement(
              "grant-to-public",
              ERROR,
              Harm.SECURITY,
              "a right granted to everybody who can connect",
              "Grant it to a role.",
              SecurityRules::granted),
          Rule.ofChangeset(
              "trigger-disabled",
              ERROR,
              Harm.INTEGRITY,
              "a trigger that is switched off and stays so",
              "Switch it on again in the same changeset, or drop it.",
              SecurityRules::disabled),
          Rule.ofChangeset(
              "drop-trigger",
              WARNING,
              Harm.CLIENTS,
              "a trigger dropped: what it did for clients that still run is not done any more",
              "Replace it in the same changeset, or drop it when no client needs it.",
              SecurityRules::triggerless),
          Rule.ofStatement(
              "replica-identity-lost",
              WARNING,
              Harm.CLIENTS,
              "a table whose replica identity is nothing: subscribers get no update or delete",
              "Use the primary key, or an index.",
              SecurityRules::replica));

  private SecurityRules() {}

  private static void extension(Scene scene, Sink found) {
    for (Extension extension : scene.added(Extension.class)) {
      if (!TRUSTED.contains(extension.id().name())) {
        found.add(scene, extension.id(), "is not trusted");
      }
    }
  }

  private static void definer(Act act, Sink found) {
    List<Routine> routines = new ArrayList<>(act.gained(Routine.class));
    act.changed(Routine.class).forEach(change -> routines.add(change.after()));
    for (Routine routine : routines) {
      String head = head(routine);
      if (DEFINER.matcher(head).find() && !head.contains(" SET search_path TO ")) {
        found.add(
            act.sceneOf(routine.id()),
            routine.id(),
            "runs with its owner's rights by the caller's search path");
      }
    }
  }

  /** What stands before the body, as the server writes it. */
  static String head(Routine routine) {
    int body = routine.definition().indexOf("\nAS ");
    return (body < 0 ? routine.definition() : routine.definition().substring(0, body)) + "\n";
  }

  private static void granted(Scene scene, Sink found) {
    for (Grant grant : scene.added(Grant.class)) {
      report(scene, found, grant, grant.privileges());
    }
    for (Change<Grant> change : scene.changed(Grant.class)) {
      List<String> more = new ArrayList<>(change.after().privileges());
      more.removeAll(change.before().privileges());
      report(scene, found, change.after(), more);
    }
  }

  private static void report(Scene scene, Sink found, Grant grant, List<String> privileges) {
    List<String> more = new ArrayList<>(privileges);
    more.removeAll(grant.defaults());
    if (grant.id().name().equals(EVERYBODY) && !more.isEmpty()) {
      found.add(
          scene, grant.on(), String.join(", ", more) + " on " + grant.target() + " to PUBLIC");
    }
  }

  private static void disabled(Act act, Sink found) {
    for (Change<Trigger> change : act.changed(Trigger.class)) {
      if (fires(change.before()) && !fires(change.after())) {
        boolean replica = change.after().enabled() == REPLICA;
        found.add(
            act.sceneOf(change.after().id()),
            change.after().id(),
            replica ? "fires for replicas only" : "is disabled");
      }
    }
  }

  /** For those who use the database; replication applies what it gets as a replica. */
  private static boolean fires(Trigger trigger) {
    return trigger.enabled() != DISABLED && trigger.enabled() != REPLICA;
  }

  private static void triggerless(Act act, Sink found) {
    for (Trigger trigger : act.lost(Trigger.class)) {
      ObjectId table = Scene.tableOf(trigger.id());
      boolean replaced =
          act.gained(Trigger.class).stream().anyMatch(now -> Scene.tableOf(now.id()).equals(table));
      if (!replaced && act.after().existed(table)) {
        found.add(act.sceneOf(trigger.id()), trigger.id(), "dropped");
      }
    }
  }

  private static void replica(Scene scene, Sink found) {
    for (Change<Table> change : scene.changed(Table.class)) {
      boolean lost = change.after().replicaIdentity().equals("NOTHING");
      if (lost && !change.before().replicaIdentity().equals("NOTHING")) {
        found.add(scene, change.after().id(), "replica identity is NOTHING");
      }
    }
  }
}
