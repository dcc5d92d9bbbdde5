package dev.athanor.engine.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A volume that is soon full. */
public final class Tmpfs {
  private Tmpfs() {}

  /**
   * Mounts an empty one there.
   *
   * @param size as mount takes it: {@code 3m}
   * @return false where that is not allowed
   */
  public static boolean mount(Path directory, String size) throws IOException {
    return System.getProperty("user.name").equals("root")
        && run(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", directory.toString()))
            == 0;
  }

  public static void unmount(Path directory) throws IOException {
    run(List.of("umount", directory.toString()));
  }

  private static int run(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
