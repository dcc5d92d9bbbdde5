package dev.athanor.engine.bundle;

import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionArchive;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * SQL that leads from nothing to what all changesets up to a revision lead to: what {@code squash}
 * made and proved.
 *
 * @param revision the id of the last revision that it stands for
 * @param schema the first schema of the search path for which it was proven
 * @param covers {@link #digestOf} what it stands for: after an edit there it stands for nothing
 * @param accepted columns, as {@code schema.table.column}, whose values are of the day on which it
 *     was made
 * @param sql its statements in order, without terminators
 */
public record Baseline(
    String revision, String schema, String covers, List<String> accepted, List<String> sql) {
  private static final String AUTHOR = "athanor";
  private static final String COMMENT = "-- ";
  private static final String SEPARATOR = ", ";

  public Baseline {
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(covers, "covers");
    accepted = List.copyOf(accepted);
    sql = List.copyOf(sql);
  }

  /** One of these statements, as they are when they have been read again. */
  public static Baseline of(
      String revision,
      String schema,
      String covers,
      List<String> accepted,
      List<String> statements) {
    return new Baseline(
        revision,
        schema,
        covers,
        accepted,
        statements.stream()
            .flatMap(text -> SqlStatement.stream(text).map(each -> each.textIn(text)))
            .toList());
  }

  /** Its file below the changelog root. */
  public String path() {
    return path(revision);
  }

  static String path(String revision) {
    return RevisionArchive.DIRECTORY + "/" + revision + ".sql";
  }

  /**
   * Of all that decides what changesets do and whether they run: keys, checksums, conditions and
   * SQL up. What undoes them may be mended, for it is not part of a baseline.
   */
  public static String digestOf(List<Changeset> changesets, Function<Changeset, ChangesetSql> sql) {
    List<String> parts = new ArrayList<>();
    for (Changeset each : changesets) {
      parts.add(each.key().path());
      parts.add(each.key().id());
      parts.add(each.key().author());
      parts.add(each.checksum());
      parts.add(each.contexts());
      parts.add(each.labels());
      parts.add(each.guard().map(Guard::toString).orElse(""));
      parts.add(each.runAlways() + "," + each.failOnError() + "," + each.live().isPresent());
      parts.addAll(sql.apply(each).up());
      parts.add("");
    }
    return Digest.of(String.join("\0", parts));
  }

  /** The changeset as which its step is told. It is never recorded. */
  public Changeset changeset(boolean reversible) {
    return Changeset.plain(
        new ChangesetKey(AUTHOR, revision, path()), covers, true, reversible, "baseline");
  }

  /** Over all of it: tells a file that was edited since it was proven. */
  private String proof() {
    String accepts = accepted.isEmpty() ? "" : acceptedLine() + "\0";
    return Digest.of(
        revision + "\0" + schema + "\0" + covers + "\0" + accepts + String.join("\0", sql));
  }

  private String acceptedLine() {
    return String.join(SEPARATOR, accepted);
  }

  /** The file's text. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(COMMENT).append("baseline: ").append(revision).append('\n');
    text.append(COMMENT).append("schema: ").append(schema).append('\n');
    text.append(COMMENT).append("covers: ").append(covers).append('\n');
    if (!accepted.isEmpty()) {
      text.append(COMMENT).append("accepted: ").append(acceptedLine()).append('\n');
    }
    text.append(COMMENT).append("proof: ").append(proof()).append('\n');
    text.append(COMMENT).append("Made and proven by `squash`. Make it anew rather than edit it.\n");
    sql.forEach(statement -> text.append('\n').append(statement).append("\n;\n"));
    return text.toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @param path for messages
   * @throws AthanorException INVALID_CHANGELOG for anything else
   */
  public static Baseline parse(String path, String text) {
    Map<String, String> header = new LinkedHashMap<>();
    text.lines()
        .takeWhile(line -> line.startsWith(COMMENT))
        .map(line -> line.substring(COMMENT.length()).split(": ", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> header.put(parts[0], parts[1].strip()));
    for (String name : List.of("baseline", "schema", "covers", "proof")) {
      if (!header.containsKey(name)) {
        throw damaged(path, "has no line '-- " + name + ": …'");
      }
    }
    List<String> sql = SqlStatement.stream(text).map(each -> each.textIn(text)).toList();
    Baseline baseline =
        new Baseline(
            header.get("baseline"),
            header.get("schema"),
            header.get("covers"),
            header.containsKey("accepted")
                ? List.of(header.get("accepted").split(SEPARATOR))
                : List.of(),
            sql);
    if (!path.equals(baseline.path())) {
      throw damaged(path, "is the baseline of " + baseline.revision());
    }
    if (!baseline.proof().equals(header.get("proof"))) {
      throw damaged(path, "is not what was proven any more: somebody edited it");
    }
    return baseline;
  }

  static AthanorException damaged(String path, String what) {
    return new AthanorException(
        Reason.INVALID_CHANGELOG,
        path + " " + what,
        "Squash again, or delete the file: without it a new database runs all revisions one by one"
            + " ("
            + ChangelogSource.DEFAULT_DIRECTORY
            + "/ has them all).");
  }
}
