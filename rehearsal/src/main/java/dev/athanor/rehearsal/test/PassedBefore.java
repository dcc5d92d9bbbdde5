package dev.athanor.rehearsal.test;

import dev.athanor.engine.bundle.Baseline;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which revisions have passed. Each goes by a digest of itself, of its tests and of all that comes
 * before it: what has not changed in any of these is not run again.
 */
final class PassedBefore {
  /** Moves when a test that passed might fail by what has changed in how it is tested. */
  private static final String METHOD = "2";

  private final Optional<Path> file;
  private final Map<String, String> keys = new LinkedHashMap<>();
  private final Set<String> kept = new LinkedHashSet<>();
  private final String method;
  private final Set<String> passed;

  /**
   * @param server the server's major version
   * @param order all revisions in the order of an upgrade
   */
  PassedBefore(TestRequest request, int server, List<String> order) {
    this.file = request.cache();
    this.passed = file.map(PassedBefore::read).orElseGet(Set::of);
    Map<String, CompiledRevision> compiled = new LinkedHashMap<>();
    request.bundle().revisions().forEach(each -> compiled.put(each.revision().id(), each));
    this.method = METHOD + "\n" + server + "\n";
    String key = Digest.of(method + request.selection() + "\n" + request.options());
    for (String revision : order) {
      key = Digest.of(key + text(request, compiled.get(revision)));
      keys.put(revision, key);
    }
  }

  private static String text(TestRequest request, CompiledRevision revision) {
    StringBuilder text =
        new StringBuilder(revision.revision().toString()).append(revision.guards());
    for (Changeset changeset : revision.changesets()) {
      ChangesetSql sql = request.bundle().sql(changeset);
      text.append('\n').append(changeset).append(sql);
    }
    request.files(revision.revision().id()).forEach(each -> text.append('\n').append(each));
    return text.toString();
  }

  boolean has(String revision) {
    return passed.contains(keys.get(revision));
  }

  /** A baseline's text says what it stands for, too. */
  boolean has(Baseline baseline) {
    return passed.contains(key(baseline));
  }

  private String key(Baseline baseline) {
    return Digest.of(method + baseline.text());
  }

  /** Those that are good now are kept, and no others. */
  void add(List<RevisionTest> tests) {
    tests.stream()
        .filter(RevisionTest::isGood)
        .forEach(test -> kept.add(keys.get(test.revision())));
  }

  /** The same of a baseline that is proven. */
  void add(Baseline baseline) {
    kept.add(key(baseline));
  }

  /** Keeps what was added, and forgets all else. */
  void keep() {
    if (file.isEmpty()) {
      return;
    }
    String lines = kept.stream().map(each -> each + "\n").collect(Collectors.joining());
    try {
      Files.createDirectories(file.get().toAbsolutePath().getParent());
      AtomicFile.write(file.get(), lines.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> read(Path file) {
    try {
      return Files.isRegularFile(file) ? new HashSet<>(Files.readAllLines(file)) : Set.of();
    } catch (IOException e) {
      // A cache that cannot be read holds nothing.
      return Set.of();
    }
  }
}
