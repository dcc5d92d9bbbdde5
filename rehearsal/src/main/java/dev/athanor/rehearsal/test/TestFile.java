package dev.athanor.rehearsal.test;

import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A project's own SQL for a revision: {@code versions/test/1975ea83b712.before.sql}. A query whose
 * rows hold one boolean says what is expected: it is to be true in each.
 *
 * @param path below the changelog root
 * @param revision the revision's whole id
 * @param moment when it runs
 * @param sql its statements
 */
public record TestFile(String path, String revision, Moment moment, String sql) {
  /** The directory of these files below that of the revisions. */
  public static final String DIRECTORY = "test";

  private static final Pattern NAME =
      Pattern.compile("(?<id>[0-9A-Za-z_.]+?)(_[^.]*)?\\.(?<moment>before|after|undone)\\.sql");

  /** When a file's statements run. */
  public enum Moment {
    /** Right before the revision: rows for it. */
    BEFORE,
    /** Right after it, each time it is applied. */
    AFTER,
    /** Right after it was undone. */
    UNDONE;

    static Moment of(String word) {
      return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
  }

  public TestFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(moment, "moment");
    Objects.requireNonNull(sql, "sql");
  }

  /**
   * All of a changelog.
   *
   * @param versions the directory of revisions, below the root of {@code files}
   * @throws AthanorException INVALID_CONFIGURATION with every file that names no revision
   */
  public static List<TestFile> read(ChangelogFiles files, String versions, RevisionGraph graph) {
    List<TestFile> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String path : files.list(versions + "/" + DIRECTORY, true).orElse(List.of())) {
      Matcher name = NAME.matcher(path.substring(path.lastIndexOf('/') + 1));
      Optional<String> revision =
          name.matches() ? revision(graph, name.group("id")) : Optional.empty();
      if (!name.matches()) {
        problems.add(path + " is named neither REVISION.before.sql nor .after.sql nor .undone.sql");
      } else if (revision.isEmpty()) {
        problems.add(path + " names no revision: there is no '" + name.group("id") + "'");
      } else {
        Moment moment = Moment.of(name.group("moment"));
        found.add(new TestFile(path, revision.get(), moment, files.text(path)));
      }
    }
    if (!problems.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          String.join("\n", problems),
          "Begin the file's name with a revision's id, or with as much of it as no other has; or"
              + " remove the file.");
    }
    return found;
  }

  private static Optional<String> revision(RevisionGraph graph, String id) {
    if (graph.get(id).isPresent()) {
      return Optional.of(id);
    }
    List<String> longer =
        graph.sorted().stream().map(Revision::id).filter(each -> each.startsWith(id)).toList();
    return longer.size() == 1 ? Optional.of(longer.get(0)) : Optional.empty();
  }
}
