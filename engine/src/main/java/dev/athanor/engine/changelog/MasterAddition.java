package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the file of a new revision goes in a Liquibase master changelog: beside the last one that
 * is included. A folder that the master includes whole takes it there; else the master gets an
 * include of it as its last entry, and no other character of it changes.
 *
 * <p>Whether it runs last then is tried on the files as they would be, before one is written.
 *
 * @param path of the new file, below the changelog root
 * @param master the master's text with the include; empty where it needs none
 */
record MasterAddition(String path, Optional<String> master) {

  /**
   * @param changelog of a master
   * @param order what the master includes
   * @param name of the new file
   * @param texts what is to be written where the new file has this path
   * @throws AthanorException INVALID_CONFIGURATION where the file would not run last
   */
  static MasterAddition of(
      Changelog changelog,
      MasterOrder order,
      String name,
      Function<String, Map<String, String>> texts) {
    String master = changelog.files().normalize(changelog.source().path());
    if (RevisionFormat.of(master).filter(format -> format != RevisionFormat.SQL).isEmpty()) {
      throw refused(master, "it is SQL, which includes nothing");
    }
    List<String> before = order.of(changelog.files());
    String last = before.isEmpty() ? master : before.get(before.size() - 1);
    String directory = last.substring(0, last.lastIndexOf('/') + 1);
    String stem = last.substring(directory.length()).replaceFirst("\\.[^.]+$", "");
    // The order of names is the order of a folder: behind the last one stands what begins with it.
    for (String path : List.of(directory + name, directory + stem + "_" + name)) {
      Optional<MasterAddition> found =
          at(changelog.files(), order, master, path, before, texts.apply(path));
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw refused(master, "a file beside " + last + " would not run last");
  }

  private static Optional<MasterAddition> at(
      ChangelogFiles files,
      MasterOrder order,
      String master,
      String path,
      List<String> before,
      Map<String, String> texts) {
    List<String> wanted = new ArrayList<>(before);
    wanted.add(path);
    List<String> taken = order.of(files.with(texts));
    if (taken.equals(wanted)) {
      return Optional.of(new MasterAddition(path, Optional.empty()));
    }
    if (taken.contains(path)) {
      return Optional.empty();
    }
    String text = IncludeEntry.of(files, master, path).appended();
    Map<String, String> both = new HashMap<>(texts);
    both.put(master, text);
    return order.of(files.with(both)).equals(wanted)
        ? Optional.of(new MasterAddition(path, Optional.of(text)))
        : Optional.empty();
  }

  static AthanorException refused(String master, String why) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "a revision cannot be added to the master changelog " + master + ": " + why,
        "Write the file by hand and include it there.");
  }
}
