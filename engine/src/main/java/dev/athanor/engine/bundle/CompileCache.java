package dev.athanor.engine.bundle;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.liquibase.RenderedChangeset;
import dev.athanor.engine.liquibase.RenderedFile;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.PropertyValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The last bundle and what each of its files was compiled from. A file is compiled again when
 * anything it read has changed, appeared or gone; everything is when parameters or versions change.
 *
 * <p>What cannot be read here is no error: it is compiled again.
 */
final class CompileCache {
  private static final String BUNDLE = "bundle.zip";
  private static final String INPUTS = "inputs";
  private static final String ABSENT = "-";
  private static final String SEPARATOR = "\t";

  private final Path directory;
  private final String key;
  private final ChangelogFiles files;
  private final Map<String, String> states = new HashMap<>();
  private final PropertyValues properties;
  private final Map<String, Map<String, String>> inputs = new LinkedHashMap<>();
  private final Map<String, Set<PropertyChoice>> choices = new HashMap<>();
  private Optional<String> digest = Optional.empty();
  private Optional<Bundle> bundle;

  private CompileCache(
      Path directory, String key, ChangelogFiles files, PropertyValues properties) {
    this.properties = properties;
    this.directory = directory;
    this.key = key;
    this.files = files;
  }

  static CompileCache open(Path directory, Changelog changelog, CompileOptions options) {
    String key =
        Digest.of(
            String.join(
                "\n",
                CompilerVersion.current(),
                changelog.source().kind().name(),
                changelog.source().path(),
                new BaselineFiles(changelog).digest(),
                new TreeMap<>(options.properties().parameters()).toString()));
    CompileCache cache = new CompileCache(directory, key, changelog.files(), options.properties());
    try {
      cache.load();
    } catch (IOException e) {
      cache.inputs.clear();
    }
    return cache;
  }

  private void load() throws IOException {
    Path index = directory.resolve(INPUTS);
    if (!Files.isRegularFile(index)) {
      return;
    }
    List<String> lines = Files.readAllLines(index);
    if (lines.size() < 2 || !lines.get(0).equals(key)) {
      return;
    }
    for (String line : lines.subList(2, lines.size())) {
      String[] fields = line.split(SEPARATOR, -1);
      if (fields.length < 3) {
        inputs.clear();
        return;
      }
      if (fields.length == 5) {
        PropertyChoice choice =
            new PropertyChoice(fields[1], fields[2], fields[3], Boolean.parseBoolean(fields[4]));
        choices.computeIfAbsent(fields[0], path -> new TreeSet<>()).add(choice);
        continue;
      }
      inputs.computeIfAbsent(fields[0], path -> new TreeMap<>()).put(fields[1], fields[2]);
    }
    digest = Optional.of(lines.get(1));
  }

  /** The last bundle, read when it is first needed; empty where there is none to rely on. */
  private Optional<Bundle> bundle() {
    if (bundle == null) {
      bundle = digest.flatMap(this::read);
    }
    return bundle;
  }

  private Optional<Bundle> read(String expected) {
    Path zip = directory.resolve(BUNDLE);
    try {
      return Files.isRegularFile(zip) ? Optional.of(Bundle.read(zip, expected)) : Optional.empty();
    } catch (AthanorException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The last bundle, when it is the bundle of {@code paths} as they are now. */
  Optional<Bundle> bundleOf(Set<String> paths) {
    return digestOf(paths).flatMap(same -> bundle());
  }

  /** Its digest alone, for which it is not read. */
  Optional<String> digestOf(Set<String> paths) {
    return digest.filter(
        known -> inputs.keySet().equals(paths) && paths.stream().allMatch(this::unchanged));
  }

  /** Of {@code paths}, those that the last bundle has as they would be compiled now. */
  Map<String, RenderedFile> unchanged(List<String> paths) {
    Map<String, RenderedFile> known = new HashMap<>();
    if (bundle().isEmpty()) {
      return known;
    }
    Bundle last = bundle().get();
    Set<String> wanted = new TreeSet<>(paths);
    wanted.removeIf(path -> !unchanged(path));
    for (CompiledRevision revision : last.revisions()) {
      String path = revision.revision().path();
      if (wanted.contains(path)) {
        List<RenderedChangeset> changesets = new ArrayList<>();
        revision
            .changesets()
            .forEach(
                c ->
                    changesets.add(new RenderedChangeset(path, revision.guards(), c, last.sql(c))));
        known.put(
            path,
            new RenderedFile(
                path, revision.guards(), changesets, choicesOf(path), inputs.get(path).keySet()));
      }
    }
    return known;
  }

  private boolean unchanged(String path) {
    Map<String, String> before = inputs.get(path);
    return before != null
        && choicesOf(path).stream()
            .allMatch(each -> each.isSame(properties.contexts(), properties.labels()))
        && before.entrySet().stream()
            .allMatch(read -> state(read.getKey()).equals(read.getValue()));
  }

  private Set<PropertyChoice> choicesOf(String path) {
    return choices.getOrDefault(path, Set.of());
  }

  /** What a path is now: a file's digest, a directory's list, or absent. */
  private String state(String path) {
    return states.computeIfAbsent(
        path,
        p -> {
          if (p.endsWith("/")) {
            return files.list(p, true).map(list -> Digest.of(list.toString())).orElse(ABSENT);
          }
          return files.exists(p) ? Digest.of(files.bytes(p)) : ABSENT;
        });
  }

  /** Remembers {@code compiled}, what each of its files read and which choices it made. */
  void save(
      Bundle compiled, Map<String, Set<String>> reads, Map<String, Set<PropertyChoice>> made) {
    StringBuilder index =
        new StringBuilder(key).append('\n').append(compiled.digest()).append('\n');
    reads.forEach(
        (path, all) ->
            all.forEach(
                read -> {
                  index.append(path).append(SEPARATOR).append(read);
                  index.append(SEPARATOR).append(state(read)).append('\n');
                }));
    made.forEach((path, all) -> all.forEach(each -> index.append(line(path, each))));
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(directory.resolve(INPUTS));
      AtomicFile.write(directory.resolve(BUNDLE), compiled.bytes());
      AtomicFile.write(
          directory.resolve(INPUTS), index.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A cache that cannot be written only costs time.
    }
  }

  private static String line(String path, PropertyChoice choice) {
    return String.join(
            SEPARATOR,
            path,
            choice.property(),
            choice.contexts(),
            choice.labels(),
            Boolean.toString(choice.chosen()))
        + '\n';
  }
}
