package dev.athanor.engine.changelog;

import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The revisions of an existing Liquibase changelog: the files with changesets in the order in which
 * they are included, each following the one before. A file whose changesets are interrupted by an
 * include makes several.
 */
public final class MasterChangelog {
  private static final int MAX_DEPTH = 64;
  private static final int ID_DIGITS = 12;
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\s*([^${}]+?)\\s*}");

  private final ChangelogFiles files;
  private final Problems problems = new Problems();
  private final Deque<String> within = new ArrayDeque<>();
  private final Map<String, String> properties = new HashMap<>();
  private final List<String> runs = new ArrayList<>();

  MasterChangelog(ChangelogFiles files) {
    this.files = files;
  }

  List<Revision> revisions(String master) {
    walk(files.normalize(master));
    problems.throwIfAny();
    return revisionsOf(runs);
  }

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

  private void walk(String path) {
    if (within.contains(path) || within.size() > MAX_DEPTH) {
      List<String> cycle = new ArrayList<>(within);
      java.util.Collections.reverse(cycle);
      cycle.add(path);
      throw ChangelogTree.unsafe(
          path, "is included in a circle: " + String.join(" → ", cycle), "Break the circle.");
    }
    RevisionFormat format = RevisionFormat.of(path).orElse(null);
    if (format == null) {
      return;
    }
    within.push(path);
    if (format == RevisionFormat.SQL) {
      files.text(path);
      run(path);
    } else {
      ChangelogTree.children(format, path, files.text(path)).forEach(child -> entry(path, child));
    }
    within.pop();
  }

  private void run(String path) {
    if (runs.isEmpty() || !runs.get(runs.size() - 1).equals(path)) {
      runs.add(path);
    }
  }

  private void entry(String path, ChangelogNode node) {
    switch (node.name()) {
      case "changeSet" -> run(path);
      case "include" -> include(path, node);
      case "includeAll" -> includeAll(path, node);
      case "modifyChangeSets" -> node.children().forEach(child -> entry(path, child));
      case "property" ->
          node.child("name")
              .ifPresent(name -> properties.putIfAbsent(name, node.child("value").orElse("")));
      default -> {
        // Neither runs anything nor includes anything.
      }
    }
  }

  private void include(String path, ChangelogNode node) {
    String file = expand(node.child("file").orElse("").strip());
    String target = target(path, node, file);
    if (files.exists(target)) {
      walk(target);
    } else if (node.flag("errorIfMissing", true)) {
      problems.add(
          Reason.INVALID_CHANGELOG,
          path + ": includes '" + file + "', which does not exist below " + files.root(),
          "Correct the path or bring the file back.");
    }
  }

  private void includeAll(String path, ChangelogNode node) {
    String directory = expand(node.child("path").orElse("").strip());
    String target = target(path, node, directory);
    List<String> found = files.list(target, true).orElse(List.of());
    int depth = target.isEmpty() ? 0 : target.split("/").length;
    int min = node.number("minDepth", 0);
    int max = node.number("maxDepth", Integer.MAX_VALUE);
    String ending = node.child("endsWithFilter").orElse("").strip().toLowerCase(Locale.ROOT);
    int included = 0;
    for (String file : found) {
      int below = file.split("/").length - depth;
      if (below >= min && below <= max && file.toLowerCase(Locale.ROOT).endsWith(ending)) {
        walk(file);
        included++;
      }
    }
    if (included == 0 && node.flag("errorIfMissingOrEmpty", true)) {
      problems.add(
          Reason.INVALID_CHANGELOG,
          path + ": includes all of '" + directory + "', and there is nothing",
          "Correct the path.");
    }
  }

  private String target(String path, ChangelogNode node, String file) {
    return node.flag("relativeToChangelogFile", false)
        ? files.resolveSibling(path, file)
        : files.normalize(file);
  }

  private String expand(String text) {
    Matcher reference = REFERENCE.matcher(text);
    return reference.replaceAll(
        match -> Matcher.quoteReplacement(properties.getOrDefault(match.group(1), match.group())));
  }
}
