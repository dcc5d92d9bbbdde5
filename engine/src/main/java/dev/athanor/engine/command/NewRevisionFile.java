package dev.athanor.engine.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A revision that was just written.
 *
 * @param revision its id
 * @param downRevisions what it follows
 * @param path where it lies
 * @param includedIn the master changelog that an include of it was added to; null where there is no
 *     master, or one that includes the folder
 */
public record NewRevisionFile(
    String revision, List<String> downRevisions, Path path, Path includedIn)
    implements CommandResult {
  public NewRevisionFile {
    Objects.requireNonNull(revision, "revision");
    downRevisions = List.copyOf(downRevisions);
    Objects.requireNonNull(path, "path");
  }

  @Override
  public String text() {
    String generated = "Generating " + path + " ...  done";
    return includedIn == null
        ? generated
        : generated + "\nIncluding it in " + includedIn + " ...  done";
  }

  @Override
  public Object json() {
    return this;
  }
}
