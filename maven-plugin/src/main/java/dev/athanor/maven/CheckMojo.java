package dev.athanor.maven;

import dev.athanor.autogenerate.command.Check;
import dev.athanor.autogenerate.command.CheckResult;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Fails when the model asks for what no revision does yet, and when there are several heads. */
@Mojo(name = "check", threadSafe = true)
public final class CheckMojo extends ModelMojo {

  /** Does not fail for several heads: a team with branches that are meant. */
  @Parameter(property = "athanor.allowSeveralHeads", defaultValue = "false")
  private boolean allowSeveralHeads;

  @Override
  void runOnChangelog() {
    CheckResult result = new Check(compareRequest(), allowSeveralHeads).run();
    print(result);
    result.orThrow();
  }
}
