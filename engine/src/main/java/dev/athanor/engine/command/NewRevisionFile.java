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
 */
public record NewRevisionFile(String revision, List<String> downRevisions, Path path)
    implements CommandResult {
  public NewRevisionFile {
    Objects.requireNonNull(revision, "revision");
    downRevisions = List.copyOf(downRevisions);
    Objects.requireNonNull(path, "path");
  }

  @Override
  public String text() {
    return "Generating " + path + " ...  done";
  }

  @Override
  public Object json() {
    return this;
  }
}
