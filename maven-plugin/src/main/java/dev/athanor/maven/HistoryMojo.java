package dev.athanor.maven;

import dev.athanor.engine.command.HistoryCommand;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows the revisions, the newest first. */
@Mojo(name = "history", threadSafe = true)
public final class HistoryMojo extends ChangelogMojo {

  /** A range of revisions, such as {@code 1975:head} or {@code :27c6}; both ends are shown. */
  @Parameter(property = "athanor.range", defaultValue = "${range}")
  private String range;

  /** Shows each revision as a block. */
  @Parameter(property = "athanor.verbose", defaultValue = "${verbose}")
  private boolean verbose;

  @Override
  void runOnChangelog() {
    print(
        new HistoryCommand(
                changelog().graph(), Optional.ofNullable(range), Optional.empty(), verbose)
            .run());
  }
}
