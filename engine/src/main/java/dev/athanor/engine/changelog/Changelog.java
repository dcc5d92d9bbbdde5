package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Revisions as their files declare them, and their graph. What they hold is not looked at yet.
 *
 * <p>Those of a Liquibase master changelog are not known here: only Liquibase says what it
 * includes. Its compiled bundle has them.
 */
public final class Changelog {
  /** As Liquibase has it: nothing but white space may stand before. */
  private static final Pattern FORMATTED_SQL =
      Pattern.compile("\\A\\s*--\\s*liquibase\\s*formatted.*", Pattern.CASE_INSENSITIVE);

  private final ChangelogSource source;
  private final ChangelogFiles files;
  private final RevisionGraph graph;

  private Changelog(ChangelogSource source, ChangelogFiles files, RevisionGraph graph) {
    this.source = source;
    this.files = files;
    this.graph = graph;
  }

  /**
   * Reads all headers; of a master changelog, nothing.
   *
   * @throws AthanorException INVALID_CHANGELOG, INVALID_GRAPH or UNSAFE_CHANGELOG with every
   *     problem that was found
   */
  public static Changelog load(ChangelogSource source) {
    ChangelogFiles files = new ChangelogFiles(source);
    List<Revision> revisions =
        switch (source.kind()) {
          case VERSIONS -> versions(source, files);
          case MASTER -> List.of();
        };
    return new Changelog(source, files, RevisionGraph.of(revisions));
  }

  public ChangelogSource source() {
    return source;
  }

  public ChangelogFiles files() {
    return files;
  }

  public RevisionGraph graph() {
    return graph;
  }

  /** Parents first. */
  public List<Revision> revisions() {
    return graph.sorted();
  }

  private static List<Revision> versions(ChangelogSource source, ChangelogFiles files) {
    List<String> paths =
        files
            .list(source.path(), false)
            .orElseThrow(
                () ->
                    new AthanorException(
                        Reason.INVALID_CHANGELOG,
                        "there is no directory '" + source.path() + "' in " + source.root(),
                        "Create it with `init`, or name the changelog root."));
    Problems problems = new Problems();
    List<Revision> revisions = new ArrayList<>();
    for (String path : paths) {
      header(path, files, problems, revisions);
    }
    problems.throwIfAny();
    return revisions;
  }

  private static void header(
      String path, ChangelogFiles files, Problems problems, List<Revision> revisions) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    RevisionFormat format = RevisionFormat.of(name).orElse(null);
    if (format == null || name.startsWith(".")) {
      return;
    }
    try {
      String text = files.text(path);
      if (format == RevisionFormat.SQL && !FORMATTED_SQL.matcher(text).find()) {
        problems.add(
            Reason.INVALID_CHANGELOG,
            path + ": does not begin with '--liquibase formatted sql'",
            "Make that its first line, or Liquibase takes the file for a single changeset.");
      }
      List<String> lines = HeaderLines.of(format, path, text, files);
      Revision revision = HeaderParser.parse(path, lines, problems);
      if (revision != null) {
        revisions.add(revision);
      }
    } catch (AthanorException e) {
      problems.add(e);
    }
  }
}
