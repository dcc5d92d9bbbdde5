package dev.athanor.maven;

import dev.athanor.autogenerate.command.Check;
import dev.athanor.autogenerate.command.CheckResult;
import dev.athanor.autogenerate.model.EntityTables;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.CheckPublished;
import dev.athanor.engine.plan.PlanOptions;
import java.io.File;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Fails when the model asks for what no revision does yet, when there are several heads, and when
 * committed pages of {@code docs} are stale; with something to compare with, also when a published
 * revision was edited, removed or put behind another.
 */
@Mojo(name = "check", threadSafe = true)
public final class CheckMojo extends DocumentingMojo {

  /** Does not fail for several heads: a team with branches that are meant. */
  @Parameter(property = "athanor.allowSeveralHeads", defaultValue = "false")
  private boolean allowSeveralHeads;

  /** An older bundle of this changelog, to compare with. */
  @Parameter(property = "athanor.against")
  private File against;

  /** A branch, tag or commit: compared with is what was there where HEAD left it. */
  @Parameter(property = "athanor.againstGit")
  private String againstGit;

  @Override
  void runOnChangelog() {
    CheckPublished published = new CheckPublished(changelog(), compileOptions());
    if (against != null) {
      print(published.againstBundle(against.toPath()));
    }
    if (againstGit != null) {
      print(published.againstGit(againstGit));
    }
    CheckResult result = new Check(compareRequest(), allowSeveralHeads).run();
    print(result);
    result.orThrow();
    // What a live database has may be more than the revisions build: docs itself compares that.
    if (markdown != null && docsLive == null) {
      checkPages();
    }
  }

  private void checkPages() {
    Bundle bundle = bundle();
    String source =
        String.join(
            "\n",
            bundle.digest(),
            selection(PlanOptions.UPGRADE).toString(),
            snapshotOptions().toString(),
            scratch().toString(),
            namesEntities() ? EntityTables.digest(modelClassPath(), entityPackages()) : "");
    new FreshPages(cache.toPath(), markdown.toPath())
        .check(source, () -> docs(bundle, markdown(), Optional.empty()).check());
  }
}
