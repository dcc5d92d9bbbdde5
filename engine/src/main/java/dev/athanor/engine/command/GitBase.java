package dev.athanor.engine.command;

import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The files of a changelog as git has them where the work at hand began: at the merge base of HEAD
 * and another branch. What that branch has got since is nobody's edit.
 */
public final class GitBase {
  private static final String FILE = "100";

  private final ChangelogSource source;
  private final String reference;
  private final Map<String, String> environment;

  /**
   * @param source where the changelog lies, in a git work tree
   * @param reference a branch, tag or commit, such as {@code origin/main}
   */
  public GitBase(ChangelogSource source, String reference) {
    this(source, reference, System.getenv());
  }

  /**
   * @param variables of this process
   */
  GitBase(ChangelogSource source, String reference, Map<String, String> variables) {
    this.source = Objects.requireNonNull(source, "source");
    this.reference = Objects.requireNonNull(reference, "reference");
    this.environment = new HashMap<>(variables);
    // In a hook git says where its directory is, and would take any directory for the whole tree.
    if (!environment.containsKey("GIT_WORK_TREE")) {
      environment.remove("GIT_DIR");
    }
  }

  private record Entry(String path, String object) {}

  /**
   * Writes the changelog root's files as they were.
   *
   * @param into an empty directory
   * @return the same changelog there
   * @throws AthanorException INVALID_CONFIGURATION outside a work tree, for a reference that git
   *     does not know, or where it does not know what both have in common
   */
  public ChangelogSource extract(Path into) {
    String prefix =
        git(
                "is in no git work tree",
                "Name a bundle to compare with.",
                "rev-parse",
                "--show-prefix")
            .strip();
    write(into, entries(commit(), prefix));
    return new ChangelogSource(into, source.kind(), source.path());
  }

  private String commit() {
    String commit =
        git(
                "has no commit '" + reference + "'",
                "Fetch it first (git fetch origin), or name a branch, a tag or a commit.",
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                reference + "^{commit}")
            .strip();
    return git(
            "has nothing in common with '" + reference + "'",
            "In a shallow clone fetch the rest (git fetch --unshallow; fetch-depth: 0).",
            "merge-base",
            "HEAD",
            commit)
        .strip();
  }

  private List<Entry> entries(String commit, String prefix) {
    List<String> command = new ArrayList<>(List.of("ls-tree", "-r", "-z", "--full-tree", commit));
    if (!prefix.isEmpty()) {
      command.addAll(List.of("--", prefix));
    }
    String listed = git("cannot be listed", "Run git fsck.", command.toArray(String[]::new));
    List<Entry> entries = new ArrayList<>();
    for (String line : listed.split("\0")) {
      int tab = line.indexOf('\t');
      // Neither links nor other repositories: no changelog reads through them.
      if (tab > 0 && line.startsWith(FILE)) {
        String path = line.substring(tab + 1).substring(prefix.length());
        entries.add(new Entry(path, line.substring(0, tab).split(" ")[2]));
      }
    }
    return entries;
  }

  private void write(Path into, List<Entry> entries) {
    String objects = entries.stream().map(e -> e.object() + "\n").collect(Collectors.joining());
    byte[] all =
        ask(
                objects,
                "has files that git cannot read",
                "Run git fsck; in a partial clone, fetch.",
                "cat-file",
                "--batch")
            .output();
    int at = 0;
    try {
      for (Entry entry : entries) {
        int end = at;
        while (all[end] != '\n') {
          end++;
        }
        String header = new String(all, at, end - at, StandardCharsets.US_ASCII);
        int size = Integer.parseInt(header.substring(header.lastIndexOf(' ') + 1));
        Path file = into.resolve(entry.path()).normalize();
        if (file.startsWith(into)) {
          Files.createDirectories(file.getParent());
          Files.write(file, Arrays.copyOfRange(all, end + 1, end + 1 + size));
        }
        at = end + 1 + size + 1;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Program program(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return new Program(source.root(), command, environment);
  }

  private String git(String wrong, String nextStep, String... arguments) {
    return ask("", wrong, nextStep, arguments).text();
  }

  private Program.Result ask(String input, String wrong, String nextStep, String... arguments) {
    Program.Result result = program(arguments).run(input.getBytes(StandardCharsets.UTF_8));
    if (result.succeeded()) {
      return result;
    }
    String said = result.errors().isEmpty() ? "" : " (git: " + result.errors() + ")";
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION, source.root() + " " + wrong + said, nextStep);
  }
}
