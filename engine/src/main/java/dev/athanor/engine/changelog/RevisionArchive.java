package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files of revisions in one file beside a baseline: what {@code squash --prune} moved there. Each
 * is read as if it were still in its place.
 *
 * <p>The file is text where its files are: a line names each and says how long it is.
 */
public final class RevisionArchive {
  /** Below the changelog root, where nothing includes it. */
  public static final String DIRECTORY = "baselines";

  private static final String ENDING = ".revisions";
  private static final String TITLE =
      "-- Revisions that a baseline stands for: squash --prune moved them here. Do not edit.\n";
  private static final Pattern DIGEST = Pattern.compile("-- digest: (sha256:[0-9a-f]{64})");
  private static final Pattern FILE = Pattern.compile("-- file: (.+), ([0-9]{1,9}) bytes");

  private final String path;
  private final byte[] bytes;
  private int at;

  private RevisionArchive(String path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  /** Where the files are of what a revision's baseline stands for. */
  public static String path(String revision) {
    return DIRECTORY + "/" + revision + ENDING;
  }

  /**
   * All of them below a changelog root.
   *
   * @throws AthanorException INVALID_CHANGELOG for one that is damaged
   */
  static Map<String, byte[]> all(ChangelogFiles files) {
    Map<String, byte[]> all = new TreeMap<>();
    for (String path : files.list(DIRECTORY, false).orElse(List.of())) {
      if (path.endsWith(ENDING)) {
        all.putAll(read(path, files.bytes(path)));
      }
    }
    return all;
  }

  /**
   * The archive's bytes: always the same of the same files.
   *
   * @param files by their normal paths below the root
   */
  public static byte[] write(Map<String, byte[]> files) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    new TreeMap<>(files)
        .forEach(
            (path, bytes) -> {
              body.writeBytes(utf8("-- file: " + path + ", " + bytes.length + " bytes\n"));
              body.writeBytes(bytes);
              body.write('\n');
            });
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(utf8(TITLE + "-- digest: " + Digest.of(body.toByteArray()) + "\n"));
    whole.writeBytes(body.toByteArray());
    return whole.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The files by path.
   *
   * @param path for messages
   * @throws AthanorException INVALID_CHANGELOG for anything but what {@link #write} wrote
   */
  public static Map<String, byte[]> read(String path, byte[] bytes) {
    return new RevisionArchive(path, bytes).files();
  }

  private Map<String, byte[]> files() {
    line();
    Matcher digest = DIGEST.matcher(line());
    if (!digest.matches()
        || !Digest.of(Arrays.copyOfRange(bytes, at, bytes.length)).equals(digest.group(1))) {
      throw damaged();
    }
    Map<String, byte[]> files = new TreeMap<>();
    while (at < bytes.length) {
      Matcher file = FILE.matcher(line());
      int end = file.matches() ? at + Integer.parseInt(file.group(2)) : bytes.length;
      if (end >= bytes.length || bytes[end] != '\n') {
        throw damaged();
      }
      files.put(file.group(1), Arrays.copyOfRange(bytes, at, end));
      at = end + 1;
    }
    return files;
  }

  /** The next one, which ends somewhere. */
  private String line() {
    int end = at;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
    at = Math.min(end + 1, bytes.length);
    return line;
  }

  private AthanorException damaged() {
    return new AthanorException(
        Reason.INVALID_CHANGELOG,
        path
            + " is not what squash --prune wrote: somebody edited it, or git changed its line ends",
        "Take it from version control as it was; with line ends that git may not change, as in"
            + " `baselines/*.revisions -text` of .gitattributes.");
  }
}
