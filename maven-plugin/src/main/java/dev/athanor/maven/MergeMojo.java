package dev.athanor.maven;

import dev.athanor.engine.command.Merge;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Writes a revision that joins several heads. */
@Mojo(name = "merge", threadSafe = true)
public final class MergeMojo extends NewRevisionMojo {

  /** The revisions to join, separated by commas; all heads unless given. */
  @Parameter(property = "athanor.revisions", defaultValue = "heads")
  private String revisions;

  /** Lets it join revisions that are no heads, which starts branches. */
  @Parameter(property = "athanor.splice", defaultValue = "false")
  private boolean splice;

  @Override
  void runOnChangelog() {
    print(new Merge(changelog(), request(list(revisions), splice)).run());
  }
}
