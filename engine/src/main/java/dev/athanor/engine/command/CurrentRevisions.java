package dev.athanor.engine.command;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Where a database is.
 *
 * @param database its URL, the password masked
 * @param heads of the changelog
 * @param revisions none at base, several on branches
 * @param verbose whether each is written as a block
 */
public record CurrentRevisions(
    String database, List<String> heads, List<Place> revisions, boolean verbose)
    implements AtRevisions {

  /**
   * A current revision.
   *
   * @param applied how many of its changesets are applied
   * @param total how many it has
   * @param info what the changelog says of it; null when only the database knows it
   */
  public record Place(String revision, int applied, int total, RevisionInfo info) {
    public Place {
      Objects.requireNonNull(revision, "revision");
    }

    String text() {
      String text =
          info == null ? revision + " (not in this changelog)" : RevisionText.withTree(info);
      return progress() + text.substring(revision.length());
    }

    /** {@code rev}, or {@code rev (2/3)}. */
    String progress() {
      return applied < total ? revision + " (" + applied + "/" + total + ")" : revision;
    }
  }

  public CurrentRevisions {
    Objects.requireNonNull(database, "database");
    heads = List.copyOf(heads);
    revisions = List.copyOf(revisions);
  }

  @Override
  public CurrentRevisions requireHeads() {
    List<String> reached =
        revisions.stream()
            .filter(place -> place.applied() >= place.total())
            .map(Place::revision)
            .toList();
    List<String> missing = heads.stream().filter(head -> !reached.contains(head)).toList();
    if (missing.isEmpty()) {
      return this;
    }
    throw new AthanorException(
        Reason.NOT_AT_HEAD,
        database
            + " is at "
            + (revisions.isEmpty()
                ? "<base>"
                : revisions.stream().map(Place::progress).collect(Collectors.joining(", ")))
            + ", not at "
            + String.join(", ", missing),
        "Upgrade it to " + (heads.size() == 1 ? "head." : "heads."));
  }

  /** {@code <base>} where Alembic says nothing, which reads like a failure. */
  @Override
  public String text() {
    if (!verbose) {
      return revisions.isEmpty()
          ? "<base>"
          : revisions.stream().map(Place::text).collect(Collectors.joining("\n"));
    }
    return "Current revision(s) for "
        + database
        + ":\n"
        + (revisions.isEmpty()
            ? "<base>"
            : revisions.stream()
                .map(place -> place.info() == null ? place.text() : entry(place))
                .collect(Collectors.joining("\n")));
  }

  private static String entry(Place place) {
    String entry = RevisionText.entry(place.info());
    return place.applied() < place.total()
        ? entry.replaceFirst("\n", " (" + place.applied() + "/" + place.total() + ")\n")
        : entry;
  }

  @Override
  public Object json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("database", database);
    json.put("revisions", revisions);
    return json;
  }
}
