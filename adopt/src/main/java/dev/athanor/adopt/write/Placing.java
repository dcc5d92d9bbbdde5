package dev.athanor.adopt.write;

import dev.athanor.adopt.source.Finding;
import dev.athanor.adopt.source.OldFolder;
import dev.athanor.adopt.source.OldMigration;
import dev.athanor.adopt.source.Tool;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where new migrations go among the revisions that are there: behind those they came after. */
final class Placing {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final Pattern ORDER = Pattern.compile("(?:.*/)?(\\d{14})_.*");

  private final RevisionGraph existing;
  private final Consumer<Finding> findings;
  private final Map<String, Long> orders = new HashMap<>();

  Placing(RevisionGraph existing, Consumer<Finding> findings) {
    this.existing = existing;
    this.findings = findings;
    existing.sorted().forEach(revision -> orders.put(revision.id(), order(revision)));
  }

  /** The migrations that have no revision yet, parents first. */
  List<OldMigration> fresh(OldFolder folder) {
    Set<String> known =
        folder.migrations().stream()
            .map(OldMigration::id)
            .filter(id -> existing.get(id).isPresent())
            .collect(Collectors.toSet());
    if (known.isEmpty() && !existing.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There are revisions already, and none of them was imported from here: "
              + existing.sorted().get(0).path()
              + ", …",
          "Import into a directory of its own, as in --versions imported (-Dathanor.versions=…).");
    }
    return folder.tool() == Tool.ALEMBIC ? graph(folder, known) : chain(folder, known);
  }

  private List<OldMigration> graph(OldFolder folder, Set<String> known) {
    return folder.migrations().stream().filter(each -> !known.contains(each.id())).toList();
  }

  private List<OldMigration> chain(OldFolder folder, Set<String> known) {
    String tip = existing.headsOf(existing.ancestors(known)).stream().findFirst().orElse(null);
    List<OldMigration> fresh = new ArrayList<>();
    OldMigration lastKnown = null;
    for (OldMigration each : folder.migrations()) {
      lastKnown = known.contains(each.id()) ? each : lastKnown;
    }
    boolean late = lastKnown != null;
    for (OldMigration each : folder.migrations()) {
      if (each.equals(lastKnown)) {
        late = false;
      }
      if (known.contains(each.id())) {
        continue;
      }
      if (late) {
        findings.accept(
            Finding.note(
                each.file(),
                "it is older than "
                    + lastKnown.version()
                    + ", which was imported before: here it comes after that"));
      }
      if (fresh.isEmpty() && tip != null && !existing.children(tip).isEmpty()) {
        findings.accept(
            Finding.note(
                each.file(), "your own revisions follow " + tip + ", too: `merge` the two"));
      }
      fresh.add(each.after(tip));
      tip = each.id();
    }
    return fresh;
  }

  /** What the file's name begins with: later than that of all it needs. */
  long order(OldMigration migration) {
    long needed =
        java.util.stream.Stream.concat(
                migration.graph().parents().stream(), migration.graph().dependsOn().stream())
            .mapToLong(id -> orders.getOrDefault(id, 0L))
            .max()
            .orElse(0);
    long own = migration.created().map(time -> Long.parseLong(SECONDS.format(time))).orElse(0L);
    long order = Math.max(own, needed + 1);
    orders.put(migration.id(), order);
    return order;
  }

  private static long order(Revision revision) {
    Matcher name = ORDER.matcher(revision.path());
    return name.matches() ? Long.parseLong(name.group(1)) : 0;
  }
}
