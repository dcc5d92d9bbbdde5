package dev.athanor.engine.changelog;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A place that holds changelog files: the changelog root, or an entry of the class path. Paths are
 * normal: relative, forward slashes, no {@code ..}.
 */
interface FilePlace {
  boolean exists(String path);

  /**
   * @throws IOException when it cannot be read
   */
  byte[] read(String path) throws IOException;

  /**
   * The paths of the files below a directory, in no order.
   *
   * @return empty when there is no such directory
   */
  Optional<List<String>> list(String directory, boolean recursive) throws IOException;
}
