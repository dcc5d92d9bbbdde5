package dev.athanor.maven;

import dev.athanor.engine.command.Branches;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows the revisions that several others follow. */
@Mojo(name = "branches", threadSafe = true)
public final class BranchesMojo extends CompilingMojo {

  /** Shows each revision as a block. */
  @Parameter(property = "athanor.verbose", defaultValue = "${verbose}")
  private boolean verbose;

  @Override
  void runOnChangelog() {
    print(new Branches(graph(), verbose).run());
  }
}
