package dev.athanor.engine.command;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Alembic's {@code revision}: writes the file of a new one.
 *
 * <p>Its name starts with the time, unlike Alembic's: in the order of names, which is the order of
 * Liquibase's own {@code includeAll}, a directory is in the order of the revisions.
 */
public final class NewRevision {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SLUG_LENGTH = 40;
  private static final int ID_BYTES = 6;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Changelog changelog;
  private final RevisionRequest request;

  public NewRevision(Changelog changelog, RevisionRequest request) {
    this.changelog = Objects.requireNonNull(changelog, "changelog");
    this.request = Objects.requireNonNull(request, "request");
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET for a parent that does not exist or several heads,
   *     INVALID_GRAPH for an id or a label that is taken, INVALID_CONFIGURATION when the changelog
   *     is a master file or the file cannot be written; then nothing is written
   */
  public NewRevisionFile run() {
    ChangelogSource source = changelog.source();
    if (source.kind() != ChangelogSource.Kind.VERSIONS) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          source.path() + " is a Liquibase changelog, whose files have no revision headers",
          "Write the file and include it there, or start a directory of revisions with `init`.");
    }
    Revision revision = revision(source.path());
    List<Revision> all = new ArrayList<>(changelog.revisions());
    all.add(revision);
    RevisionGraph.of(all);
    Path file = source.root().resolve(revision.path());
    NewFile.write(file, text(revision));
    return new NewRevisionFile(revision.id(), revision.downRevisions(), file);
  }

  private Revision revision(String directory) {
    String id = request.id().orElseGet(NewRevision::randomId);
    return new Revision(
        id,
        parents(),
        request.dependsOn(),
        request.branchLabels(),
        request.message().strip(),
        request.created().truncatedTo(ChronoUnit.SECONDS),
        false,
        directory + "/" + fileName(id));
  }

  private List<String> parents() {
    RevisionGraph graph = changelog.graph();
    List<String> parents = new ArrayList<>();
    for (String head : request.heads()) {
      if (graph.isEmpty() && head.startsWith("head")) {
        continue;
      }
      for (Revision parent : graph.resolve(head, List.of())) {
        if (!request.splice() && !graph.children(parent.id()).isEmpty()) {
          throw new AthanorException(
              Reason.UNKNOWN_TARGET,
              "revision " + parent.id() + " is no head: " + following(parent.id()),
              "Follow a head, or say splice to start a branch there.");
        }
        parents.add(parent.id());
      }
    }
    return parents.stream().distinct().toList();
  }

  private String following(String parent) {
    return String.join(", ", changelog.graph().children(parent)) + " follows it";
  }

  private String fileName(String id) {
    String slug =
        request
            .message()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}]+", "_")
            .replaceAll("^_|_$", "");
    if (slug.length() > SLUG_LENGTH) {
      int end = slug.lastIndexOf('_', SLUG_LENGTH);
      slug = slug.substring(0, end > 0 ? end : SLUG_LENGTH);
    }
    String tail = slug.isEmpty() ? "" : "_" + slug;
    return TIME.format(request.created()) + "_" + id + tail + "." + request.format().extension();
  }

  private String text(Revision revision) {
    return RevisionTemplate.of(changelog.source().root(), request.format())
        .fill(
            Map.of(
                "header", RevisionHeader.of(revision, request.format()),
                "revision", revision.id(),
                "down-revision", RevisionHeader.parents(revision),
                "message", revision.message(),
                "created", revision.created().toString(),
                "author", request.author(),
                "changes", request.changes().map(String::strip).orElseGet(() -> empty(revision))));
  }

  /** A changeset to be filled in; a merge has nothing to do but to be recorded. */
  private String empty(Revision revision) {
    String changeset = "--changeset " + request.author() + ":" + revision.id() + "\n";
    return revision.downRevisions().size() > 1
        ? changeset + "SELECT 1;\n--rollback not required"
        : changeset + "\n--rollback";
  }

  private static String randomId() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
