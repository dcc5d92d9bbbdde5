package dev.athanor.scratch;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs PostgreSQL's programs as somebody who is not root, which they insist on.
 *
 * <p>Containers are often root: there the programs run as {@code nobody}, by the first of the usual
 * tools that works.
 */
final class Unprivileged {
  private static final String NOBODY = "65534";
  private static final List<List<String>> WAYS =
      List.of(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"),
          List.of("su", "-s", "/bin/sh", "nobody", "-c", "exec \"$0\" \"$@\"", "--"),
          List.of("unshare", "-U"));

  private final List<String> prefix;

  private Unprivileged(List<String> prefix) {
    this.prefix = prefix;
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"))
        && !System.getProperty("os.name").startsWith("Windows");
  }

  /**
   * Whoever can work in {@code directory}, once it belongs to them.
   *
   * @throws AthanorException SCRATCH_SERVER_FAILED where root has no way to be someone else
   */
  static Unprivileged in(Path directory) {
    if (!isRoot()) {
      return new Unprivileged(List.of());
    }
    return WAYS.stream()
        .filter(way -> works(way, directory.getParent()))
        .findFirst()
        .map(Unprivileged::new)
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.SCRATCH_SERVER_FAILED,
                    "PostgreSQL does not run as root, and none of setpriv, su and unshare -U works"
                        + " in "
                        + directory.getParent()
                        + ".",
                    "Run Maven as another user, or let every user search the directories above, or"
                        + " name a running server."));
  }

  List<String> command(List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /** Gives a directory, and what is in it, to whom the programs run as. */
  void own(Path directory) throws IOException {
    if (!prefix.isEmpty() && !prefix.get(0).equals("unshare")) {
      Programs.run(List.of("chown", "-R", NOBODY + ":" + NOBODY, directory.toString()), directory);
    }
  }

  /** A user namespace of its own leaves root's files within reach; nobody needs a way to them. */
  private static boolean works(List<String> way, Path directory) {
    List<String> command = new ArrayList<>(way);
    command.addAll(List.of("sh", "-c", "cd \"$0\" && id -u", directory.toString()));
    try {
      return NOBODY.equals(Programs.run(command, Path.of("/")).strip());
    } catch (IOException e) {
      return false;
    }
  }
}
