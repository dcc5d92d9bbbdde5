package dev.athanor.rehearsal.lint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a changelog root is for those who read of its files. Programs that show findings beside
 * files know these by their paths below the repository's root, and a module is seldom that; people
 * know them by what they would type where they are.
 *
 * @param directory below the repository's root, with slashes, without one at its end; empty for the
 *     root itself, and where there is none
 * @param here likewise, below the working directory; empty for that itself, and for what is not
 *     below it
 */
public record Checkout(String directory, String here) {
  /** The root of a repository, in which the reader is. */
  public static final Checkout ROOT = new Checkout("", "");

  public Checkout {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(here, "here");
  }

  /**
   * Of a changelog root. Its repository is the nearest directory around it that has a {@code .git},
   * else the working directory.
   */
  public static Checkout of(Path root) {
    Path whole = root.toAbsolutePath().normalize();
    String here = below(Path.of("").toAbsolutePath().normalize(), whole);
    for (Path at = whole; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return new Checkout(below(at, whole), here);
      }
    }
    return new Checkout(here, here);
  }

  private static String below(Path root, Path directory) {
    return directory.startsWith(root)
        ? root.relativize(directory).toString().replace('\\', '/')
        : "";
  }

  /** A file of the changelog, as programs know it. */
  String inRepository(String file) {
    return join(directory, file);
  }

  /** A file of the changelog, as people would type it. */
  String fromHere(String file) {
    return join(here, file);
  }

  private static String join(String directory, String file) {
    return directory.isEmpty() ? file : directory + "/" + file;
  }
}
