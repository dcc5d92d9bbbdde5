package dev.athanor.maven;

import dev.athanor.pages.command.Docs;
import java.io.File;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Documents the schema that the revisions build, and what each of them did to it: as a site, and as
 * Markdown to commit, with diagrams that GitHub draws. No database of the project's is touched.
 */
@Mojo(name = "docs", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class DocsMojo extends DocumentingMojo {

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

  @Override
  void runOnChangelog() {
    Docs docs = docs(bundle(), Optional.of(site.toPath()));
    print(docsCheck ? docs.check() : docs.run());
  }
}
