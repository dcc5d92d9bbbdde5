package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The revisions of an existing Liquibase changelog: the files with changesets in the order in which
 * Liquibase includes them, each following the one before. A file whose changesets are interrupted
 * by an include makes several.
 */
public final class MasterChangelog {
  private static final int ID_DIGITS = 12;

  private MasterChangelog() {}

  /**
   * Revisions for files in the order in which their changesets run. One that {@code revision} wrote
   * goes by its header's id, others by their path.
   *
   * @param runs paths; one that comes up again later makes a second revision
   * @throws AthanorException INVALID_CHANGELOG for a header that is wrong
   */
  public static List<Revision> revisionsOf(ChangelogFiles files, List<String> runs) {
    List<Revision> revisions = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String path : runs) {
      int count = seen.merge(path, 1, Integer::sum);
      Revision one =
          (count == 1 ? declared(files, path) : Optional.<Revision>empty())
              .orElseGet(() -> named(path, count));
      List<String> parent =
          revisions.isEmpty() ? List.of() : List.of(revisions.get(revisions.size() - 1).id());
      // The master alone says what follows what.
      revisions.add(
          new Revision(
              one.id(),
              parent,
              List.of(),
              List.of(),
              one.message(),
              one.created(),
              one.irreversible(),
              path));
    }
    return revisions;
  }

  /** Whether {@code revision} wrote a file: it has a header. */
  public static boolean isDeclared(ChangelogFiles files, String path) {
    return declared(files, path).isPresent();
  }

  private static Optional<Revision> declared(ChangelogFiles files, String path) {
    RevisionFormat format = RevisionFormat.of(path).orElseThrow();
    if (format == RevisionFormat.JSON && !files.exists(path + RevisionFormat.SIDECAR)) {
      return Optional.empty();
    }
    Problems problems = new Problems();
    List<String> lines = HeaderLines.of(format, path, files.text(path), files);
    Revision declared = HeaderParser.parse(path, lines, problems);
    if (declared != null) {
      problems.throwIfAny();
    }
    return Optional.ofNullable(declared);
  }

  private static Revision named(String path, int count) {
    String digest = Digest.of(count == 1 ? path : path + "#" + count);
    int hex = digest.indexOf(':') + 1;
    String id = digest.substring(hex, hex + ID_DIGITS);
    String message = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[^.]+$", "");
    return new Revision(id, List.of(), List.of(), List.of(), message, null, false, path);
  }
}
