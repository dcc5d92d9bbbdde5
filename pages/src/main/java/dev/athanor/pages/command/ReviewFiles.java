package dev.athanor.pages.command;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.ShowPlan.PlannedMigration;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.pages.review.PlanComment;
import dev.athanor.pages.review.PlanPage;
import dev.athanor.pages.review.SchemaChange;
import dev.athanor.pages.review.Seen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the review of a plan goes.
 *
 * @param markdown a file for the comment on a pull request
 * @param html a file for the page
 * @param picture draws into both what changes in the schema
 * @param sizes says in both how large the tables are; empty where no database was asked for the
 *     plan
 */
public record ReviewFiles(
    Optional<Path> markdown,
    Optional<Path> html,
    Optional<PlanPicture> picture,
    Optional<PlanSizes> sizes) {
  public ReviewFiles {
    Objects.requireNonNull(markdown, "markdown");
    Objects.requireNonNull(html, "html");
    Objects.requireNonNull(picture, "picture");
    Objects.requireNonNull(sizes, "sizes");
  }

  /**
   * Writes what is asked for.
   *
   * @param result of the verb {@code plan}
   * @throws AthanorException INVALID_CONFIGURATION where it is a script or the plan of several
   *     schemas, or a file cannot be written
   */
  public void write(CommandResult result) {
    if (markdown.isEmpty() && html.isEmpty()) {
      return;
    }
    if (!(result instanceof PlannedMigration planned)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "a review is of the plan of one schema, and this is a script or several schemas",
          "Leave the review out, or name one schema and no script.");
    }
    MigrationPlan plan = planned.plan();
    Seen seen = plan.isEmpty() ? Seen.NOTHING : look(plan);
    markdown.ifPresent(file -> write(file, PlanComment.render(plan, seen)));
    html.ifPresent(file -> write(file, PlanPage.render(plan, seen)));
  }

  private Seen look(MigrationPlan plan) {
    Optional<SchemaChange> change = picture.map(each -> each.of(plan));
    return new Seen(change, sizes.map(each -> each.of(plan, change)).orElse(Map.of()));
  }

  private static void write(Path file, String text) {
    try {
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the review cannot be written to " + file + ": " + e,
          "Name a file in a directory that may be written to.",
          e);
    }
  }
}
