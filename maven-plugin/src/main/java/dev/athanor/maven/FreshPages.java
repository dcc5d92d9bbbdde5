package dev.athanor.maven;

import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Committed pages that were found fresh. To find it out, all revisions are replayed; so a digest of
 * the pages, and of all that they follow from, is kept until one of them changes.
 */
final class FreshPages {
  private final Path file;
  private final Path pages;

  /**
   * @param cache the directory of what is kept from one run to the next
   */
  FreshPages(Path cache, Path pages) {
    this.file = cache.resolve("fresh-pages");
    this.pages = pages;
  }

  /**
   * Runs {@code check} unless it passed on just this.
   *
   * @param source all that the pages follow from
   */
  void check(String source, Runnable check) {
    Optional<String> key = key(source);
    if (key.isPresent() && key.equals(known())) {
      return;
    }
    check.run();
    key.ifPresent(this::keep);
  }

  /** Empty where the pages cannot be read: then they are looked at by who says why. */
  private Optional<String> key(String source) {
    StringBuilder all = new StringBuilder(Versions.of("athanor")).append('\n').append(source);
    try (Stream<Path> files = Files.walk(pages)) {
      for (Path page : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        all.append('\n').append(pages.relativize(page)).append(' ');
        all.append(Digest.of(Files.readAllBytes(page)));
      }
      return Optional.of(Digest.of(all.toString()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<String> known() {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void keep(String key) {
    try {
      AtomicFile.write(file, key.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The next run looks again.
    }
  }
}
