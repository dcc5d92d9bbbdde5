package dev.athanor.engine.changelog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In which line of its file a changeset begins. */
public final class ChangesetLine {
  private static final Pattern SQL =
      Pattern.compile("(?i)\\s*--\\s*changeset\\s+\"?([^:\"]+)\"?:\"?([^\\s\"]+)\"?.*");

  private ChangesetLine() {}

  /**
   * @param path a changelog file that could be read
   * @param number which one of those with this author and id, from 0
   * @return counted from 1; 0 where it is not found
   */
  public static int of(ChangelogFiles files, String path, String author, String id, int number) {
    RevisionFormat format = RevisionFormat.of(path).orElse(RevisionFormat.SQL);
    String text = files.text(path);
    List<Integer> lines =
        format == RevisionFormat.SQL
            ? commented(text, author, id)
            : nodes(ChangelogTree.children(format, path, text), author, id);
    return number < lines.size() ? lines.get(number) : 0;
  }

  /** The id of the changeset that begins in this line of an SQL file. */
  static Optional<String> idIn(String line) {
    Matcher changeset = SQL.matcher(line);
    return changeset.matches() ? Optional.of(changeset.group(2)) : Optional.empty();
  }

  private static List<Integer> commented(String text, String author, String id) {
    List<Integer> found = new ArrayList<>();
    int line = 0;
    for (String each : text.lines().toList()) {
      line++;
      Matcher changeset = SQL.matcher(each);
      if (changeset.matches()
          && changeset.group(1).strip().equals(author)
          && changeset.group(2).equals(id)) {
        found.add(line);
      }
    }
    return found;
  }

  private static List<Integer> nodes(List<ChangelogNode> nodes, String author, String id) {
    List<Integer> found = new ArrayList<>();
    for (ChangelogNode node : nodes) {
      if (!node.name().equals("changeSet")) {
        found.addAll(nodes(node.children(), author, id));
      } else if (node.child("id").orElse("").strip().equals(id)
          && node.child("author").orElse("").strip().equals(author)) {
        found.add(node.line());
      }
    }
    return found;
  }
}
