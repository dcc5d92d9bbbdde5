package dev.athanor.adopt.command;

import dev.athanor.adopt.command.SchemaComparison.Compared;
import dev.athanor.adopt.command.SchemaComparison.Named;
import dev.athanor.adopt.source.Tool;
import dev.athanor.engine.command.Stamp;
import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.Term;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RevisionState;
import dev.athanor.schema.diff.SchemaDiff;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes a database over that somebody else has migrated: finds at which revision it is, compares it
 * with what the revisions build, and records that. The other tool's table stays as it is.
 */
public final class Adopt {
  private final AdoptRequest request;

  public Adopt(AdoptRequest request) {
    this.request = Objects.requireNonNull(request, "request");
  }

  /**
   * Looks; records where that is asked for.
   *
   * @throws AthanorException UNKNOWN_HISTORY where the table does not say where the database is;
   *     REPLAY_FAILED; when it is to be recorded, DRIFT for differences that nobody accepted and
   *     PLAN_CHANGED where somebody migrated meanwhile. Nothing is recorded then
   */
  public Adopted run() {
    Standing.At at = standing();
    requireFresh(at);
    Compared compared = new SchemaComparison(request).run(at);
    Set<String> accepted = accepted(compared);
    Adopted found = Adopted.of(request, at, compared, accepted);
    if (!request.terms().record()) {
      return found;
    }
    List<Named> open =
        compared.differences().stream().filter(d -> !accepted.contains(d.name())).toList();
    if (!open.isEmpty()) {
      throw new AthanorException(
          Reason.DRIFT,
          "The database is not what its revisions build:\n"
              + open.stream()
                  .map(d -> "  " + d.name() + "  " + d.text())
                  .collect(Collectors.joining("\n"))
              + compared.notes().stream().map(note -> "\n  " + note).collect(Collectors.joining()),
          "Correct the database or the revisions; or accept each that may stay: "
              + Term.ACCEPT.of(open.stream().map(Named::name).toArray(String[]::new))
              + ". Nothing was changed.");
    }
    // Liquibase's own rows are the history: they count as they are.
    return found.recorded(
        at.tool() == Tool.LIQUIBASE ? List.of() : record(at, compared, accepted).recorded());
  }

  private Standing.At standing() {
    try (Database database = request.database().open()) {
      return new Standing(request).read(database);
    }
  }

  /** What was recorded by somebody is not to be recorded as something else. */
  private void requireFresh(Standing.At at) {
    if (at.tool() == Tool.LIQUIBASE || at.history().rows().isEmpty()) {
      return;
    }
    List<String> recorded =
        Planner.current(new PlanRequest(request.bundle(), "heads", request.plan()), at.history())
            .stream()
            .map(RevisionState::toString)
            .toList();
    if (!Set.copyOf(recorded).equals(Set.copyOf(at.revisions()))) {
      throw new AthanorException(
          Reason.UNKNOWN_HISTORY,
          request.database().url()
              + " is recorded as at "
              + Revision.text(recorded)
              + " already, and "
              + at.summary()
              + ".",
          "Go on with upgrade; or say with stamp where it is, if what is recorded is wrong.");
    }
  }

  private Set<String> accepted(Compared compared) {
    Set<String> names =
        compared.differences().stream().map(Named::name).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>(request.terms().accepted());
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "There is no difference called " + String.join(", ", unknown) + ".",
          names.isEmpty()
              ? "There is none at all: leave it out."
              : "There are " + String.join(", ", new TreeSet<>(names)) + ".");
    }
    return Set.copyOf(request.terms().accepted());
  }

  private Stamp.Stamped record(Standing.At at, Compared compared, Set<String> accepted) {
    Map<String, Object> why = new LinkedHashMap<>();
    why.put("tool", at.tool().word());
    why.put("found", at.summary());
    why.put("accepted", new TreeSet<>(accepted));
    if (!request.terms().why().isEmpty()) {
      why.put("why", request.terms().why());
    }
    List<String> targets = at.revisions().isEmpty() ? List.of("base") : at.revisions();
    Stamp.Purpose purpose = new Stamp.Purpose("ADOPT", why, () -> requireSame(at, compared));
    return new Stamp(request.bundle(), targets, request.plan(), request.database(), purpose).run();
  }

  /** Under the locks: neither the old tool nor anybody else may have gone on since. */
  private void requireSame(Standing.At before, Compared compared) {
    Standing.At now = standing();
    SchemaDiff diff =
        SchemaDiff.between(
            compared.live(), new SchemaComparison(request).live(compared.live(), before));
    if (!now.fingerprint().equals(before.fingerprint()) || !diff.isEmpty()) {
      throw new AthanorException(
          Reason.PLAN_CHANGED,
          "Somebody changed " + request.database().url() + " while it was compared.",
          "Adopt again; nothing was recorded.");
    }
  }
}
