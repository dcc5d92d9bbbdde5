package dev.athanor.engine.liquibase;

import dev.athanor.engine.changelog.ChangelogEncoding;
import dev.athanor.engine.changelog.ChangelogFiles;
import dev.athanor.engine.changelog.ChangelogTree;
import dev.athanor.engine.changelog.RevisionFormat;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.resource.AbstractResource;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.OpenOptions;
import liquibase.resource.Resource;

/**
 * Liquibase's only view of files: those below the changelog root. No class path, no URL.
 *
 * <p>Remembers every path asked for, found or not: what a compiled changeset depends on.
 */
final class ConfinedResources extends AbstractResourceAccessor {
  /** Liquibase follows a circle of includes until its stack ends; nobody nests them so deep. */
  private static final int MAX_DEPTH = 50;

  /** What includes each other many times, without a circle, grows without end, too. */
  private static final int MAX_OPENED = 10_000;

  private final ChangelogFiles files;
  private final boolean checks;
  private final Set<String> asked = new TreeSet<>();
  private final Set<String> checked = new HashSet<>();
  private final Map<String, Integer> opened = new HashMap<>();
  private final Map<String, Charset> encodings = new HashMap<>();

  ConfinedResources(ChangelogFiles files) {
    this(files, true);
  }

  private ConfinedResources(ChangelogFiles files, boolean checks) {
    this.files = files;
    this.checks = checks;
  }

  /** Of files that were checked when they were compiled. */
  static ConfinedResources checked(ChangelogFiles files) {
    return new ConfinedResources(files, false);
  }

  /** Says in which encodings a changeset's changes will read their files. */
  void expect(ChangeSet changeset) {
    encodings.clear();
    for (FileEncoding each : FileEncoding.of(changeset)) {
      String path =
          each.relative()
              ? files.resolveSibling(changeset.getChangeLog().getPhysicalFilePath(), each.path())
              : files.normalize(each.path());
      encodings.put(path, ChangelogEncoding.named(path, each.encoding()));
    }
  }

  /** The paths asked for since the last call. */
  Set<String> takeAsked() {
    Set<String> taken = new TreeSet<>(asked);
    asked.clear();
    opened.clear();
    return taken;
  }

  /** Depths are what Liquibase counts slashes for, so the way is as short as those of the files. */
  @Override
  public List<Resource> search(String path, SearchOptions options) throws IOException {
    String below = files.normalize(path);
    return super.search(below.isEmpty() ? below : below + "/", options);
  }

  @Override
  public List<Resource> search(String path, boolean recursive) throws IOException {
    String below = files.normalize(path);
    asked.add(below + "/");
    Optional<List<String>> found = files.list(below, recursive);
    if (found.isEmpty()) {
      throw new IOException("there is no directory '" + path + "' below " + files.root());
    }
    List<Resource> resources = new ArrayList<>();
    found.get().forEach(file -> resources.add(new Confined(file)));
    return resources;
  }

  @Override
  public List<Resource> getAll(String path) {
    String below = files.normalize(path);
    asked.add(below);
    return files.exists(below) ? List.of(new Confined(below)) : List.of();
  }

  @Override
  public List<String> describeLocations() {
    return files.locations();
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  /** How many includes are being followed, one within the other. */
  private static long depth() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames ->
                frames
                    .filter(frame -> frame.getDeclaringClass() == DatabaseChangeLog.class)
                    .filter(frame -> frame.getMethodName().equals("include"))
                    .count());
  }

  private final class Confined extends AbstractResource {
    Confined(String path) {
      super(
          path,
          URI.create(
              "changelog:/"
                  + path.replace("%", "%25")
                      .replace(" ", "%20")
                      .replace("#", "%23")
                      .replace("?", "%3F")
                      .replaceAll("[^\\x21-\\x7e]|[\"<>\\\\^`{|}\\[\\]]", "_")));
    }

    @Override
    public InputStream openInputStream() throws IOException {
      if (!checks) {
        return new ByteArrayInputStream(files.bytes(getPath()));
      }
      Optional<Charset> said = Optional.ofNullable(encodings.get(getPath()));
      byte[] bytes = said.isPresent() ? files.bytes(getPath()) : files.utf8(getPath());
      if (checked.add(getPath() + said.map(Charset::name).orElse(""))) {
        String text = said.isPresent() ? files.text(getPath(), said.get()) : files.text(getPath());
        RevisionFormat.of(getPath()).ifPresent(f -> ChangelogTree.check(f, getPath(), text));
      }
      if (RevisionFormat.of(getPath()).filter(f -> f != RevisionFormat.SQL).isPresent()) {
        requireAnEnd();
      }
      return new ByteArrayInputStream(bytes);
    }

    private void requireAnEnd() {
      if (opened.merge(getPath(), 1, Integer::sum) > MAX_OPENED || depth() > MAX_DEPTH) {
        throw new AthanorException(
            Reason.UNSAFE_CHANGELOG,
            getPath() + " is included in a circle, or too often",
            "Follow its includes, and break the circle.");
      }
    }

    @Override
    public boolean isWritable() {
      return false;
    }

    @Override
    public boolean exists() {
      return files.exists(getPath());
    }

    @Override
    public Resource resolve(String other) {
      return sibling(getPath() + "/" + other);
    }

    @Override
    public Resource resolveSibling(String other) {
      return sibling(files.resolveSibling(getPath(), other));
    }

    private Resource sibling(String path) {
      List<Resource> found = getAll(path);
      return found.isEmpty() ? new NotFoundResource(path, ConfinedResources.this) : found.get(0);
    }

    @Override
    public OutputStream openOutputStream(OpenOptions options) throws IOException {
      throw new IOException("a changelog is never written to");
    }
  }
}
