package dev.athanor.engine.changelog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files that are not written yet.
 *
 * @param texts by path
 */
record FilesToCome(Map<String, String> texts) implements FilePlace {
  FilesToCome {
    texts = Map.copyOf(texts);
  }

  @Override
  public boolean exists(String path) {
    return texts.containsKey(path);
  }

  @Override
  public byte[] read(String path) {
    return ChangelogEncoding.encode(path, texts.get(path));
  }

  @Override
  public Optional<List<String>> list(String directory, boolean recursive) {
    String start = directory.isEmpty() ? "" : directory + "/";
    List<String> found =
        texts.keySet().stream()
            .filter(path -> path.startsWith(start))
            .filter(path -> recursive || path.indexOf('/', start.length()) < 0)
            .toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  @Override
  public String toString() {
    return "the files to be written";
  }
}
