package dev.athanor.engine.changelog;

import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The revisions of an existing Liquibase changelog: the files with changesets in the order in which
 * Liquibase includes them, each following the one before. A file whose changesets are interrupted
 * by an include makes several.
 */
public final class MasterChangelog {
  private static final int ID_DIGITS = 12;

  private MasterChangelog() {}

  /**
   * Revisions for files in the order in which their changesets run.
   *
   * @param runs paths; one that comes up again later makes a second revision
   */
  public static List<Revision> revisionsOf(List<String> runs) {
    List<Revision> revisions = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String path : runs) {
      int count = seen.merge(path, 1, Integer::sum);
      String name = count == 1 ? path : path + "#" + count;
      String digest = Digest.of(name);
      int hex = digest.indexOf(':') + 1;
      List<String> parent =
          revisions.isEmpty() ? List.of() : List.of(revisions.get(revisions.size() - 1).id());
      String message = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[^.]+$", "");
      revisions.add(
          new Revision(
              digest.substring(hex, hex + ID_DIGITS),
              parent,
              List.of(),
              List.of(),
              message,
              null,
              false,
              path));
    }
    return revisions;
  }
}
