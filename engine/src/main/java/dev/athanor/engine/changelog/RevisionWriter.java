package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Writes new revision files into the directory of a changelog, or beside those of a master. */
public final class RevisionWriter {
  private static final int ID_DIGITS = 12;
  private static final int MAX_SLUG = 40;

  private final Changelog changelog;
  private final FileNameTemplate fileName;
  private final Clock clock;
  private final Supplier<String> ids;
  private final RevisionGraph graph;
  private final MasterOrder order;

  /**
   * With ids of 12 random hex digits.
   *
   * @param fileName how the file is called
   * @param clock for {@code created} and the file's name
   */
  public RevisionWriter(Changelog changelog, FileNameTemplate fileName, Clock clock) {
    this(changelog, fileName, clock, RevisionWriter::randomId);
  }

  /**
   * @param fileName how the file is called
   * @param clock for {@code created} and the file's name
   * @param ids makes ids
   */
  public RevisionWriter(
      Changelog changelog, FileNameTemplate fileName, Clock clock, Supplier<String> ids) {
    this(changelog, fileName, clock, ids, changelog.graph(), files -> List.of());
  }

  private RevisionWriter(
      Changelog changelog,
      FileNameTemplate fileName,
      Clock clock,
      Supplier<String> ids,
      RevisionGraph graph,
      MasterOrder order) {
    this.changelog = changelog;
    this.fileName = fileName;
    this.clock = clock;
    this.ids = ids;
    this.graph = graph;
    this.order = order;
  }

  /**
   * The same for a master changelog.
   *
   * @param revisions those of the master
   * @param masterOrder what it includes
   */
  public RevisionWriter inMaster(RevisionGraph revisions, MasterOrder masterOrder) {
    return new RevisionWriter(changelog, fileName, clock, ids, revisions, masterOrder);
  }

  /**
   * What was written.
   *
   * @param file of the revision
   * @param includedIn the master changelog that got an include of it; empty where none was needed
   */
  public record Written(Revision revision, Path file, Optional<Path> includedIn) {}

  /**
   * Writes {@code draft} at once or not at all.
   *
   * @throws AthanorException UNKNOWN_TARGET for a parent that is unknown or ambiguous,
   *     INVALID_CONFIGURATION for a parent that is no head, a message without a letter, a template
   *     that cannot be filled in, and for what a master changelog cannot say
   */
  public Written write(RevisionDraft draft) {
    Revision revision = revision(draft);
    Map<String, String> values = values(draft, revision);
    String text = RevisionTemplate.of(changelog.files(), draft.format()).fill(values);
    Function<String, Map<String, String>> texts =
        path ->
            draft.format() == RevisionFormat.JSON
                ? Map.of(
                    path,
                    text,
                    path + RevisionFormat.SIDECAR,
                    RevisionTemplate.sidecar().fill(values))
                : Map.of(path, text);
    if (isMaster()) {
      return inMaster(revision, texts);
    }
    Path root = changelog.files().root();
    save(root, texts.apply(revision.path()));
    return new Written(revision, root.resolve(revision.path()), Optional.empty());
  }

  private Written inMaster(Revision revision, Function<String, Map<String, String>> texts) {
    String master = changelog.files().normalize(changelog.source().path());
    Path directory =
        changelog
            .files()
            .directoryOf(master)
            .orElseThrow(() -> MasterAddition.refused(master, "it is in a jar"));
    MasterAddition addition = MasterAddition.of(changelog, order, revision.path(), texts);
    save(directory, texts.apply(addition.path()));
    // Last: a file that nothing includes does no harm.
    addition.master().ifPresent(text -> save(directory, Map.of(master, text)));
    return new Written(
        at(revision, addition.path()),
        directory.resolve(addition.path()),
        addition.master().map(text -> directory.resolve(master)));
  }

  private boolean isMaster() {
    return changelog.source().kind() == ChangelogSource.Kind.MASTER;
  }

  private static Revision at(Revision revision, String path) {
    return new Revision(
        revision.id(),
        revision.downRevisions(),
        revision.dependsOn(),
        revision.branchLabels(),
        revision.message(),
        revision.created(),
        revision.irreversible(),
        path);
  }

  private Revision revision(RevisionDraft draft) {
    String message = MessageText.checked(draft.message());
    List<String> parents = parents(draft);
    List<String> dependsOn = resolve(draft.dependsOn());
    String id = ids.get();
    Instant created = created(parents);
    String name = fileName.name(id, slug(message), created, draft.format());
    if (isMaster()) {
      requireOneLine(draft, parents);
    }
    String path =
        isMaster() ? name : changelog.files().normalize(changelog.source().path() + "/" + name);
    Revision revision =
        new Revision(id, parents, dependsOn, draft.branchLabels(), message, created, false, path);
    List<Revision> all = new ArrayList<>(graph.sorted());
    all.add(revision);
    RevisionGraph.of(all);
    return revision;
  }

  /** A master changelog is one line of files, in the order in which it includes them. */
  private void requireOneLine(RevisionDraft draft, List<String> parents) {
    boolean branch = !draft.branchLabels().isEmpty() || !draft.dependsOn().isEmpty();
    if (branch || !parents.equals(graph.heads())) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "a revision of the master changelog "
              + changelog.source().path()
              + " can only follow the last one that it includes, without branches",
          "Take the head, without labels and depends-on.");
    }
  }

  /**
   * Now, but later than the parents, also where they were written in this second or on a clock that
   * is ahead: the order of names is the order in which Liquibase's includeAll runs the files.
   */
  private Instant created(List<String> parents) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return parents.stream()
        .map(parent -> graph.get(parent).orElseThrow().created())
        .filter(parent -> parent != null && !parent.isBefore(now))
        .max(Comparator.naturalOrder())
        .map(parent -> parent.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))
        .orElse(now);
  }

  private List<String> parents(RevisionDraft draft) {
    List<String> parents = resolve(draft.parents());
    for (String parent : parents) {
      if (!draft.splice() && !graph.children(parent).isEmpty()) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "revision "
                + parent
                + " is no head: "
                + String.join(", ", graph.children(parent))
                + " came after it",
            "Take a head, or ask for a new branch with splice.");
      }
      List<String> before = new ArrayList<>(parents);
      before.retainAll(graph.reach(graph.parents(parent), graph::parents));
      if (!before.isEmpty()) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "revision " + before.get(0) + " comes before " + parent + ": there is nothing to join",
            "Leave " + before.get(0) + " out: who follows " + parent + " follows it, too.");
      }
    }
    return parents;
  }

  private List<String> resolve(List<String> symbols) {
    return symbols.stream()
        .flatMap(symbol -> graph.resolve(symbol, List.of()).stream())
        .map(Revision::id)
        .distinct()
        .toList();
  }

  private Map<String, String> values(RevisionDraft draft, Revision revision) {
    String author = draft.author().strip().replaceAll("[^\\w.@-]+", "_");
    List<String> parents = revision.downRevisions();
    List<String> options = new ArrayList<>();
    if (!revision.branchLabels().isEmpty()) {
      options.add("branch-labels: " + String.join(", ", revision.branchLabels()));
    }
    if (!revision.dependsOn().isEmpty()) {
      options.add("depends-on: " + String.join(", ", revision.dependsOn()));
    }
    Map<String, String> values = new LinkedHashMap<>();
    values.put("revision", revision.id());
    values.put("down-revision", parents.isEmpty() ? HeaderParser.BASE : String.join(", ", parents));
    values.put("message", MessageText.written(revision.message(), draft.format()));
    values.put("created", revision.created().toString());
    values.put("author", author);
    values.put("options", String.join("\n", options));
    values.put(
        "changesets",
        draft
            .changesets()
            .map(String::strip)
            .orElseGet(
                () -> changesets(draft.format(), revision, author.isEmpty() ? "athanor" : author)));
    return values;
  }

  private static String changesets(RevisionFormat format, Revision revision, String author) {
    return revision.downRevisions().size() < 2
        ? ChangesetText.empty(format, author, revision.id())
        : ChangesetText.merge(format, author, revision.id(), revision.downRevisions());
  }

  /** The message as part of a file name: letters, digits and underscores. */
  public static String slug(String message) {
    String slug =
        Normalizer.normalize(message, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "_")
            .replaceAll("^_|_$", "");
    if (slug.length() > MAX_SLUG) {
      int end = slug.lastIndexOf('_', MAX_SLUG);
      slug = slug.substring(0, end > 0 ? end : MAX_SLUG);
    }
    return slug.isEmpty() ? "revision" : slug;
  }

  static String randomId() {
    String id = UUID.randomUUID().toString();
    return id.substring(id.length() - ID_DIGITS);
  }

  /** A sidecar before the file that it belongs to. */
  private static void save(Path directory, Map<String, String> texts) {
    texts.keySet().stream()
        .sorted(Comparator.comparing(String::length).reversed())
        .forEach(path -> save(directory.resolve(path), texts.get(path)));
  }

  private static void save(Path file, String text) {
    try {
      AtomicFile.write(file, ChangelogEncoding.encode(file.toString(), text));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          file + " cannot be written: " + e.getMessage(),
          "Check that the directory may be written to.",
          e);
    }
  }
}
