package dev.athanor.maven;

import dev.athanor.autogenerate.command.Check;
import dev.athanor.autogenerate.command.CheckResult;
import dev.athanor.engine.command.CheckPublished;
import java.io.File;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Fails when the model asks for what no revision does yet, and when there are several heads; with
 * something to compare with, also when a published revision was edited, removed or put behind
 * another.
 */
@Mojo(name = "check", threadSafe = true)
public final class CheckMojo extends ModelMojo {

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
  }
}
