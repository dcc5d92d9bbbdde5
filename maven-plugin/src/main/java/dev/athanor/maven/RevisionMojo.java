package dev.athanor.maven;

import dev.athanor.engine.command.NewRevision;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Writes a new revision after the head, from a template that the project can replace. */
@Mojo(name = "revision", threadSafe = true)
public final class RevisionMojo extends NewRevisionMojo {

  /** What it follows: a revision, {@code head}, or {@code base} to start a branch of its own. */
  @Parameter(property = "athanor.head", defaultValue = "head")
  private String head;

  /** Lets it follow a revision that is no head, which starts a branch. */
  @Parameter(property = "athanor.splice", defaultValue = "false")
  private boolean splice;

  @Override
  void runOnChangelog() {
    print(new NewRevision(changelog(), request(list(head), splice)).run());
  }
}
