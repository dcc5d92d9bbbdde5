package dev.athanor.maven;

import dev.athanor.autogenerate.model.EntityTables;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.pages.command.Docs;
import dev.athanor.pages.command.DocsRequest;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that knows of the pages which a project commits. */
abstract class DocumentingMojo extends ModelMojo {

  /**
   * A directory for Markdown, such as {@code docs/database}: one page a table, and an overview in
   * its {@code README.md}. {@code docs} writes it; pages of what is gone are deleted, files of
   * others are left alone. {@code check} fails where it is not what {@code docs} would write.
   */
  @Parameter(property = "athanor.markdown")
  File markdown;

  /** A database to document in place of what the revisions build. It is only read. */
  @Parameter(property = "athanor.docs.live")
  String docsLive;

  /** Says of each table which entity maps it; the module has to be compiled then. */
  @Parameter(property = "athanor.docs.entities", defaultValue = "true")
  private boolean docsEntities;

  /**
   * @param markdown where Markdown goes, where some is wanted
   * @param site where the site goes, where one is wanted
   */
  final Docs docs(Bundle bundle, Optional<Path> markdown, Optional<Path> site) {
    return new Docs(
        new DocsRequest(
            bundle,
            selection(PlanOptions.UPGRADE),
            snapshotOptions(),
            scratch(),
            Optional.ofNullable(docsLive).map(url -> DatabaseTarget.of(DatabaseUrl.parse(url))),
            entities(),
            markdown,
            site));
  }

  final Optional<Path> markdown() {
    return Optional.ofNullable(markdown).map(File::toPath);
  }

  /** Decided by what the module is, not by what happens to be compiled: pages must not differ. */
  final boolean namesEntities() {
    return docsEntities && hasEntities();
  }

  private Function<SchemaSnapshot, Map<ObjectId, String>> entities() {
    if (!namesEntities()) {
      return DocsRequest.NO_ENTITIES;
    }
    List<Path> classPath = modelClassPath();
    return schema -> EntityTables.of(classPath, entityPackages(), schema);
  }
}
