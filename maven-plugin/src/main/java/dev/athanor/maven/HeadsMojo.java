package dev.athanor.maven;

import dev.athanor.engine.command.Heads;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows the revisions that nothing follows. */
@Mojo(name = "heads", threadSafe = true)
public final class HeadsMojo extends CompilingMojo {

  /** Counts what a revision depends on as its parent: then what another branch needs is no head. */
  @Parameter(property = "athanor.resolveDependencies", defaultValue = "false")
  private boolean resolveDependencies;

  /** Shows each revision as a block. */
  @Parameter(property = "athanor.verbose", defaultValue = "${verbose}")
  private boolean verbose;

  @Override
  void runOnChangelog() {
    print(new Heads(graph(), resolveDependencies, verbose).run());
  }
}
