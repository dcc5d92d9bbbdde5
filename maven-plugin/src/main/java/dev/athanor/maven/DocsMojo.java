package dev.athanor.maven;

import dev.athanor.autogenerate.model.EntityTables;
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
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Documents the schema that the revisions build, and what each of them did to it: as a site, and as
 * Markdown to commit, with diagrams that GitHub draws. No database of the project's is touched.
 */
@Mojo(name = "docs", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class DocsMojo extends ModelMojo {

  /**
   * A directory for Markdown, such as {@code docs/database}: one page a table, and an overview in
   * its {@code README.md}. Pages of what is gone are deleted; files of others are left alone.
   */
  @Parameter(property = "athanor.markdown")
  private File markdown;

  /**
   * Where the site goes: files to open from there, with diagrams, the graph of revisions, and any
   * two revisions compared.
   */
  @Parameter(
      property = "athanor.docs.site",
      defaultValue = "${project.build.directory}/athanor/docs",
      required = true)
  private File site;

  /** Writes nothing, and fails when the Markdown is not what would be written. */
  @Parameter(property = "athanor.docs.check", defaultValue = "false")
  private boolean docsCheck;

  /** A database to document in place of what the revisions build. It is only read. */
  @Parameter(property = "athanor.docs.live")
  private String docsLive;

  /** Says of each table which entity maps it; the module has to be compiled then. */
  @Parameter(property = "athanor.docs.entities", defaultValue = "true")
  private boolean docsEntities;

  @Override
  void runOnChangelog() {
    Docs docs =
        new Docs(
            new DocsRequest(
                bundle(),
                selection(PlanOptions.UPGRADE),
                snapshotOptions(),
                scratch(),
                Optional.ofNullable(docsLive).map(url -> DatabaseTarget.of(DatabaseUrl.parse(url))),
                entities(),
                Optional.ofNullable(markdown).map(File::toPath),
                Optional.of(site.toPath())));
    print(docsCheck ? docs.check() : docs.run());
  }

  /** Decided by what the module is, not by what happens to be compiled: pages must not differ. */
  private Function<SchemaSnapshot, Map<ObjectId, String>> entities() {
    if (!docsEntities || !hasEntities()) {
      return DocsRequest.NO_ENTITIES;
    }
    List<Path> classPath = modelClassPath();
    return schema -> EntityTables.of(classPath, entityPackages(), schema);
  }
}
