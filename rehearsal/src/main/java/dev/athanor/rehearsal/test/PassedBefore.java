package dev.athanor.rehearsal.test;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which revisions have passed. Each goes by a digest of itself, of its tests and of all that comes
 * before it: what has not changed in any of these is not run again.
 */
final class PassedBefore {
  /** Moves when a test that passed might fail by what has changed in how it is tested. */
  private static final String METHOD = "2";

  private final Optional<Path> file;
  private final Map<String, String> keys = new LinkedHashMap<>();
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
    String key =
        Digest.of(METHOD + "\n" + server + "\n" + request.selection() + "\n" + request.options());
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

  /** Keeps those that are good now, and forgets all others. */
  void keep(List<RevisionTest> tests) {
    if (file.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    tests.stream()
        .filter(RevisionTest::isGood)
        .forEach(test -> lines.append(keys.get(test.revision())).append('\n'));
    try {
      Files.createDirectories(file.get().toAbsolutePath().getParent());
      AtomicFile.write(file.get(), lines.toString().getBytes(StandardCharsets.UTF_8));
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
