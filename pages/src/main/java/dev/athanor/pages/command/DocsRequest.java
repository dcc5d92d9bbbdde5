package dev.athanor.pages.command;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.ScratchSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is documented, and where it goes.
 *
 * @param bundle the compiled revisions
 * @param plan which changesets count: contexts and labels
 * @param options what of the catalog is looked at
 * @param scratch where the revisions are replayed
 * @param live a database whose schema is documented in place of what the revisions build; it is
 *     only read
 * @param entities the classes that map tables, asked for a schema
 * @param markdown a directory for Markdown
 * @param site a directory for the site: what was in it before is written over
 */
public record DocsRequest(
    Bundle bundle,
    PlanOptions plan,
    SnapshotOptions options,
    ScratchSettings scratch,
    Optional<DatabaseTarget> live,
    Function<SchemaSnapshot, Map<ObjectId, String>> entities,
    Optional<Path> markdown,
    Optional<Path> site) {

  /** Where nobody knows of entities. */
  public static final Function<SchemaSnapshot, Map<ObjectId, String>> NO_ENTITIES =
      schema -> Map.of();

  public DocsRequest {
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(scratch, "scratch");
    Objects.requireNonNull(live, "live");
    Objects.requireNonNull(entities, "entities");
    Objects.requireNonNull(markdown, "markdown");
    Objects.requireNonNull(site, "site");
  }
}
