package dev.athanor.maven;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.rehearsal.squash.Prune;
import dev.athanor.rehearsal.squash.Squash;
import dev.athanor.rehearsal.squash.SquashRequest;
import dev.athanor.rehearsal.squash.SquashResult;
import java.util.Set;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Writes a baseline: one short way to all that the revisions up to one lead to, for databases that
 * are empty. It is written only when a scratch PostgreSQL has shown that both ways lead to the very
 * same, rows and history included. All other databases go on one by one.
 */
@Mojo(name = "squash", threadSafe = true)
public final class SquashMojo extends RehearsingMojo {

  /** The last revision that the baseline stands for. */
  @Parameter(property = "athanor.to", defaultValue = "${to}")
  private String to;

  /**
   * Columns, as {@code schema.table.column} by commas, whose values differ from run to run: the
   * baseline has today's.
   */
  @Parameter(property = "athanor.squash.accept")
  private String squashAccept;

  /**
   * Moves the files of what the baseline stands for into one beside it. They are read from there as
   * if they were still in their places.
   */
  @Parameter(property = "athanor.squash.prune", defaultValue = "false")
  private boolean squashPrune;

  @Override
  void runOnChangelog() {
    if (to == null || to.isBlank()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "nobody said up to which revision",
          "Name the last one that the baseline is to stand for, as in -Dto=1975ea83b712.");
    }
    SquashResult squashed =
        new Squash(
                new SquashRequest(
                    bundle(),
                    changelog().source(),
                    to.strip(),
                    Set.copyOf(NewRevisionMojo.list(squashAccept)),
                    scratch(),
                    getLog()::info))
            .run();
    print(squashPrune ? new Prune(changelog().source(), compileOptions()).run(squashed) : squashed);
  }
}
