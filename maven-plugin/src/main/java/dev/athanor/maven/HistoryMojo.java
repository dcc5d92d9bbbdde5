package dev.athanor.maven;

import dev.athanor.engine.command.HistoryCommand;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Shows the revisions, the newest first. A database is asked only for {@code current} in the range,
 * and to mark it.
 */
@Mojo(name = "history", threadSafe = true)
public final class HistoryMojo extends AskingMojo {

  /**
   * A range of revisions, such as {@code 1975:head}, {@code :27c6} or {@code current:}; both ends
   * are shown. {@code -3:} counts down from the heads, {@code 1975:+2} up from the lower end.
   */
  @Parameter(property = "athanor.range", defaultValue = "${range}")
  private String range;

  /** Marks the revisions that the database is at. */
  @Parameter(property = "athanor.indicateCurrent", defaultValue = "false")
  private boolean indicateCurrent;

  /** Shows each revision as a block. */
  @Parameter(property = "athanor.verbose", defaultValue = "${verbose}")
  private boolean verbose;

  @Override
  void runOnChangelog() {
    print(
        new HistoryCommand(
                graph(), Optional.ofNullable(range), indicateCurrent, verbose, this::currentIds)
            .run());
  }
}
