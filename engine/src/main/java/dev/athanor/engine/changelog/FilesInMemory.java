package dev.athanor.engine.changelog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files that are on no disk: of a bundle, or to be written yet.
 *
 * @param name where they are from, for messages
 * @param files by path
 */
record FilesInMemory(String name, Map<String, byte[]> files) implements FilePlace {
  FilesInMemory {
    files = Map.copyOf(files);
  }

  /** Texts, each in the encoding that it declares. */
  static FilesInMemory ofTexts(Map<String, String> texts) {
    Map<String, byte[]> files = new HashMap<>();
    texts.forEach((path, text) -> files.put(path, ChangelogEncoding.encode(path, text)));
    return new FilesInMemory("memory", files);
  }

  @Override
  public boolean exists(String path) {
    return files.containsKey(path);
  }

  @Override
  public byte[] read(String path) {
    return files.get(path);
  }

  @Override
  public Optional<List<String>> list(String directory, boolean recursive) {
    String start = directory.isEmpty() ? "" : directory + "/";
    List<String> found =
        files.keySet().stream()
            .filter(path -> path.startsWith(start))
            .filter(path -> recursive || path.indexOf('/', start.length()) < 0)
            .toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  @Override
  public String toString() {
    return name;
  }
}
