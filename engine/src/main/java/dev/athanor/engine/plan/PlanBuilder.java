package dev.athanor.engine.plan;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Cut;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Utf8;
import dev.athanor.engine.sql.Refusal;
import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.StatementRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts a plan together and hashes it. */
final class PlanBuilder {
  private static final int SHOWN = 80;

  private final MessageDigest sha256 = Digest.sha256();

  private PlanBuilder() {}

  static MigrationPlan build(
      MigrationPlan.Direction direction,
      PlanRequest request,
      History history,
      List<String> from,
      List<String> to,
      List<PlanStep> steps) {
    List<FileGuard> guards =
        direction == MigrationPlan.Direction.UP ? guards(request.bundle(), steps) : List.of();
    List<Risk> risks = check(steps, new RiskScanner(direction, request.bundle().findings()));
    PlanBuilder builder = new PlanBuilder();
    builder.feed(direction.name());
    builder.feed(request.bundle().digest());
    builder.feed(history.database());
    builder.feed(history.fingerprint());
    builder.feed(from);
    builder.feed(to);
    builder.feed(guards.stream().map(FileGuard::toString).toList());
    builder.feed(Integer.toString(steps.size()));
    steps.forEach(builder::feed);
    builder.feed(Integer.toString(risks.size()));
    risks.forEach(
        risk ->
            builder.feed(
                List.of(
                    risk.kind().name(),
                    risk.level().name(),
                    risk.revision(),
                    risk.detail(),
                    risk.note())));
    return new MigrationPlan(
        direction,
        request.bundle().digest(),
        history.fingerprint(),
        from,
        to,
        guards,
        steps,
        risks,
        Digest.of(builder.sha256));
  }

  /** A file that several revisions or files share is asked once. */
  private static List<FileGuard> guards(Bundle bundle, List<PlanStep> steps) {
    Set<String> revisions =
        steps.stream()
            .flatMap(step -> step.single().stream())
            .map(PlanStep::revision)
            .collect(Collectors.toSet());
    return bundle.revisions().stream()
        .filter(compiled -> revisions.contains(compiled.revision().id()))
        .flatMap(compiled -> compiled.guards().stream())
        .distinct()
        .toList();
  }

  /**
   * Each statement is read once: refused where a changeset cannot hold it, which the compiler saw
   * to for all but what comes from the database, and else judged.
   */
  static List<Risk> check(List<PlanStep> steps, RiskScanner risks) {
    for (PlanStep step : steps) {
      risks.look(step);
      for (String sql : step.sql()) {
        for (SqlStatement statement : SqlStatement.in(sql)) {
          StatementRules.refusal(statement)
              .ifPresent(
                  refusal -> {
                    throw refused(step, sql, statement, refusal);
                  });
          risks.look(step, sql, statement);
        }
      }
    }
    return risks.risks();
  }

  private static AthanorException refused(
      PlanStep step, String sql, SqlStatement statement, Refusal refusal) {
    return new AthanorException(
        Reason.UNSAFE_CHANGELOG,
        step.changeset().key()
            + " "
            + refusal.what()
            + ": "
            + Cut.head(statement.textIn(sql), SHOWN),
        refusal.nextStep());
  }

  private void feed(PlanStep step) {
    Changeset changeset = step.changeset();
    feed(step.revision());
    feed(List.of(changeset.key().path(), changeset.key().id(), changeset.key().author()));
    feed(step.action().name());
    feed(changeset.checksum());
    feed(changeset.transactional() + "," + changeset.failOnError());
    feed(changeset.guard().map(Guard::toString).orElse(""));
    feed(step.isLive() ? changeset.live().get().toString() : "");
    feed(step.sql());
    feed(step.undo());
    step.covers().forEach(this::feed);
  }

  private void feed(List<String> texts) {
    feed(Integer.toString(texts.size()));
    texts.forEach(this::feed);
  }

  /** Length first, so that no two plans are fed alike; piece by piece, for a text may be huge. */
  private void feed(String text) {
    sha256.update((Utf8.length(text) + ":").getBytes(StandardCharsets.US_ASCII));
    Utf8.forEachPart(text, 0, text.length(), sha256::update);
  }
}
