package dev.athanor.engine.command;

import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionArchive;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /**
   * Writes the changelog root's files as git checks them out, where they were then: a root that was
   * moved since is found by its revisions.
   *
   * @param into an empty directory
   * @param revisions that the changelog has now
   * @return the same changelog there; empty where there was none yet
   * @throws AthanorException INVALID_CONFIGURATION outside a work tree, for a reference that git
   *     does not know, where it does not know what both have in common, or where the revisions were
   *     in files that are not to be told apart
   */
  public Optional<ChangelogSource> extract(Path into, List<Revision> revisions) {
    String here = place("--show-prefix");
    Path top = Path.of(place("--show-toplevel"));
    String commit = commit();
    List<String> files = files(top, commit);
    Optional<String> root = root(here, files, revisions);
    if (root.isEmpty()) {
      requireNew(top, commit, revisions);
      return Optional.empty();
    }
    Path tree = into.resolve("tree");
    checkOut(top, commit, files.stream().filter(f -> f.startsWith(root.get())).toList(), tree);
    return Optional.of(source.in(tree.resolve(root.get())));
  }

  private String place(String question) {
    return git(
            source.root(),
            "is in no git work tree",
            "Name a bundle to compare with.",
            "rev-parse",
            question)
        .strip();
  }

  private String commit() {
    String commit =
        git(
                source.root(),
                "has no commit '" + reference + "'",
                "Fetch it first (git fetch origin), or name a branch, a tag or a commit.",
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                reference + "^{commit}")
            .strip();
    return git(
            source.root(),
            "has nothing in common with '" + reference + "'",
            "In a shallow clone fetch the rest (git fetch --unshallow; fetch-depth: 0).",
            "merge-base",
            "HEAD",
            commit)
        .strip();
  }

  /** Neither links nor other repositories: no changelog reads through them. */
  private List<String> files(Path top, String commit) {
    String listed = git(top, "cannot be listed", "Run git fsck.", "ls-tree", "-r", "-z", commit);
    return Stream.of(listed.split("\0"))
        .filter(line -> line.startsWith(FILE))
        .map(line -> line.substring(line.indexOf('\t') + 1))
        .toList();
  }

  /** What stood before the changelog's own paths: where it is now, or where its revisions were. */
  private Optional<String> root(String here, List<String> files, List<Revision> revisions) {
    String path = source.path().equals(".") ? here : here + source.path();
    String start =
        source.kind() == ChangelogSource.Kind.MASTER || path.endsWith("/") ? path : path + "/";
    String moved = here + RevisionArchive.DIRECTORY + "/";
    if (files.stream().anyMatch(file -> file.startsWith(start) || file.startsWith(moved))) {
      return Optional.of(here);
    }
    Set<String> roots = new TreeSet<>();
    for (Revision revision : revisions) {
      files.stream()
          .filter(file -> ("/" + file).endsWith("/" + revision.path()))
          .map(file -> file.substring(0, file.length() - revision.path().length()))
          .forEach(roots::add);
    }
    if (roots.size() > 1) {
      throw elsewhere(roots);
    }
    return roots.stream().findFirst();
  }

  /** A changelog that is nowhere is new, unless its revisions' ids are somewhere. */
  private void requireNew(Path top, String commit, List<Revision> revisions) {
    String patterns =
        revisions.stream()
            .map(revision -> revision.id().replace(".", "\\."))
            .map(id -> "(^|[^-])revision:[[:space:]]*" + id + "([^0-9A-Za-z_.]|$)\n")
            .collect(Collectors.joining());
    Program.Result found =
        program(top, environment, List.of("grep", "-l", "-z", "-I", "-E", "-f", "-", commit))
            .run(patterns.getBytes(StandardCharsets.UTF_8));
    if (found.succeeded()) {
      throw elsewhere(
          Stream.of(found.text().split("\0"))
              .map(file -> file.substring(file.indexOf(':') + 1))
              .toList());
    }
  }

  private AthanorException elsewhere(Collection<String> where) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "At the merge base with '"
            + reference
            + "' there is no "
            + source.path()
            + " below "
            + source.root()
            + ", but its revisions are in "
            + String.join(", ", where)
            + ": nothing was compared.",
        "Move a changelog with its files' names and paths as they are, one at a time; or compare"
            + " with a bundle.");
  }

  /** By git itself: what its attributes make of a file is in the work tree, too. */
  private void checkOut(Path top, String commit, List<String> files, Path tree) {
    Map<String, String> apart = new HashMap<>(environment);
    apart.put("GIT_INDEX_FILE", tree.resolveSibling("index").toString());
    String wrong = "has files that git cannot read";
    String nextStep = "Run git fsck; in a partial clone, fetch.";
    require(program(top, apart, List.of("read-tree", commit)).run(new byte[0]), wrong, nextStep);
    byte[] names = String.join("\0", files).getBytes(StandardCharsets.UTF_8);
    List<String> write = List.of("checkout-index", "-z", "--stdin", "--prefix=" + tree + "/");
    require(program(top, apart, write).run(names), wrong, nextStep);
  }

  /** No hook and no helper of the user's runs. */
  private static Program program(
      Path directory, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"));
    command.addAll(arguments);
    return new Program(directory, command, environment);
  }

  private String git(Path directory, String wrong, String nextStep, String... arguments) {
    return require(
            program(directory, environment, List.of(arguments)).run(new byte[0]), wrong, nextStep)
        .text();
  }

  private Program.Result require(Program.Result result, String wrong, String nextStep) {
    if (result.succeeded()) {
      return result;
    }
    String said = result.errors().isEmpty() ? "" : " (git: " + result.errors() + ")";
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION, source.root() + " " + wrong + said, nextStep);
  }
}
