package dev.athanor.rehearsal.fix;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Reason;
import dev.athanor.rehearsal.fix.FixResult.Left;
import dev.athanor.rehearsal.lint.Finding;
import dev.athanor.rehearsal.lint.Fix;
import dev.athanor.rehearsal.lint.Lint;
import dev.athanor.rehearsal.lint.LintRequest;
import dev.athanor.rehearsal.lint.SafeWay;
import dev.athanor.scratch.Databases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes the safe way in the place of what lint found, where there is one. Both are run before: a
 * file is only touched when both lead to the same schema and the finding is gone.
 */
public final class FixRevisions {
  private final LintRequest request;
  private final Databases databases;
  private final Path root;
  private final Supplier<Bundle> compile;
  private final List<Left> left = new ArrayList<>();

  /**
   * @param request only revisions that nobody has run yet are to be judged
   * @param root the changelog root
   * @param compile compiles the files as they are when it is asked
   */
  public FixRevisions(
      LintRequest request, Databases databases, Path root, Supplier<Bundle> compile) {
    this.request = Objects.requireNonNull(request, "request");
    this.databases = Objects.requireNonNull(databases, "databases");
    this.root = Objects.requireNonNull(root, "root");
    this.compile = Objects.requireNonNull(compile, "compile");
  }

  /**
   * Nobody has said which revisions were run.
   *
   * @param from how one names the last of them
   * @param notIn how one names a database that has them
   */
  public static AthanorException nothingKnown(String from, String notIn) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "nobody said which revisions were run already: these may not be rewritten",
        "Name the last one that was published with "
            + from
            + "=REVISION (base for none), or a database that has them with "
            + notIn
            + "=URL.");
  }

  /**
   * @throws AthanorException as {@link Lint#run}, INVALID_CONFIGURATION for a file that cannot be
   *     written
   */
  public FixResult run() {
    Lint.Outcome before = new Lint(request.withoutCache(), databases).outcome();
    Map<ChangesetKey, Fix> possible = new LinkedHashMap<>();
    for (Fix fix : before.report().fixes()) {
      Optional<String> obstacle = fix.why().or(() -> obstacle(fix));
      if (obstacle.isPresent()) {
        left.add(new Left(fix.finding(), obstacle.get()));
      } else {
        possible.put(fix.changeset(), fix);
      }
    }
    List<Fix> proven = proven(before, List.copyOf(possible.values()));
    proven.forEach(fix -> possible.remove(fix.changeset()));
    possible
        .values()
        .forEach(
            fix ->
                left.add(
                    new Left(fix.finding(), "the safe way does not lead to the same schema here")));
    if (proven.isEmpty()) {
      return new FixResult(List.of(), left, before.report());
    }
    Bundle written = write(proven);
    List<Finding> rewritten = proven.stream().map(Fix::finding).toList();
    return new FixResult(rewritten, left, new Lint(request.with(written), databases).run());
  }

  private Optional<String> obstacle(Fix fix) {
    Path file = root.resolve(fix.finding().file());
    if (!file.toString().endsWith(".sql") || !Files.isRegularFile(file)) {
      return Optional.of("only files of SQL are rewritten");
    }
    return ChangesetText.find(text(fix), fix.changeset())
        .map(ChangesetText::obstacle)
        .orElse(Optional.of("its changeset is not to be told from others in the file"));
  }

  private String text(Fix fix) {
    return request.texts().apply(fix.finding().file());
  }

  /** All of them at once, which is nearly always right; else those that are, one by one. */
  private List<Fix> proven(Lint.Outcome before, List<Fix> fixes) {
    if (fixes.isEmpty() || isProven(before, fixes)) {
      return fixes;
    }
    return fixes.size() == 1
        ? List.of()
        : fixes.stream().filter(fix -> isProven(before, List.of(fix))).toList();
  }

  private boolean isProven(Lint.Outcome before, List<Fix> fixes) {
    Bundle rewritten = RewrittenBundle.of(request.bundle(), ways(fixes));
    Lint.Outcome after = new Lint(request.with(rewritten).withoutCache(), databases).outcome();
    return after.catalog().equals(before.catalog())
        && fixes.stream().allMatch(fix -> isGone(fix.finding(), after));
  }

  private static boolean isGone(Finding finding, Lint.Outcome after) {
    return after.report().findings().stream().noneMatch(each -> each.key().equals(finding.key()));
  }

  private static Map<ChangesetKey, SafeWay> ways(List<Fix> fixes) {
    Map<ChangesetKey, SafeWay> ways = new HashMap<>();
    fixes.forEach(fix -> ways.put(fix.changeset(), fix.way()));
    return ways;
  }

  /** What Liquibase reads out of the files is what was run, or they stay as they were. */
  private Bundle write(List<Fix> fixes) {
    Bundle expected = RewrittenBundle.of(request.bundle(), ways(fixes));
    Map<String, String> old = new LinkedHashMap<>();
    Map<String, String> texts = new LinkedHashMap<>();
    for (Fix fix : fixes) {
      String file = fix.finding().file();
      String text = texts.getOrDefault(file, text(fix));
      old.putIfAbsent(file, text);
      List<String> ids = RewrittenBundle.ids(changeset(fix), fix.way(), siblings(fix));
      texts.put(file, ChangesetText.find(text, fix.changeset()).orElseThrow().with(fix.way(), ids));
    }
    texts.forEach(this::save);
    try {
      Bundle written = compile.get();
      requireSame(expected, written);
      return written;
    } catch (AthanorException e) {
      old.forEach(this::save);
      throw e;
    }
  }

  private static void requireSame(Bundle expected, Bundle written) {
    for (CompiledRevision revision : expected.revisions()) {
      for (Changeset each : revision.changesets()) {
        if (!expected.sql(each.key()).equals(written.sql(each.key()))) {
          throw new AthanorException(
              Reason.INVALID_CHANGELOG,
              "written to its file, " + each.key() + " is not what was run",
              "Write it by hand, as lint without --fix shows it; the files are as they were.");
        }
      }
    }
  }

  private List<Changeset> siblings(Fix fix) {
    return request.bundle().revisions().stream()
        .filter(each -> each.changesets().stream().anyMatch(c -> c.key().equals(fix.changeset())))
        .findFirst()
        .orElseThrow()
        .changesets();
  }

  private Changeset changeset(Fix fix) {
    return siblings(fix).stream()
        .filter(each -> each.key().equals(fix.changeset()))
        .findFirst()
        .orElseThrow();
  }

  private void save(String file, String text) {
    try {
      AtomicFile.write(root.resolve(file), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          file + " cannot be written: " + e.getMessage(),
          "Make the file writable.",
          e);
    }
  }
}
