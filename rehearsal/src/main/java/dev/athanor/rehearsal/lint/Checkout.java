package dev.athanor.rehearsal.lint;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a directory is in the checkout that it belongs to: programs that show findings beside files
 * know these by their paths below the repository's root, and a module is seldom that.
 */
public final class Checkout {
  private Checkout() {}

  /**
   * A directory below the nearest one that has a {@code .git}, else below the working directory.
   *
   * @return with slashes, without one at its end; empty for the root itself, and for what is below
   *     neither
   */
  public static String pathOf(Path directory) {
    Path whole = directory.toAbsolutePath().normalize();
    for (Path at = whole; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return below(at, whole);
      }
    }
    Path here = Path.of("").toAbsolutePath().normalize();
    return whole.startsWith(here) ? below(here, whole) : "";
  }

  private static String below(Path root, Path directory) {
    return root.relativize(directory).toString().replace('\\', '/');
  }
}
