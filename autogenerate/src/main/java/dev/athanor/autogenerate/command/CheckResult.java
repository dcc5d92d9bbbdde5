package dev.athanor.autogenerate.command;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the revisions build what the model says.
 *
 * @param missing what no revision does yet
 * @param listed what the schema has and the model does not say, undecided
 * @param accepted how many such things the baseline accepts
 */
public record CheckResult(List<String> missing, List<String> listed, int accepted)
    implements CommandResult {
  public CheckResult {
    missing = List.copyOf(missing);
    listed = List.copyOf(listed);
  }

  public boolean upToDate() {
    return missing.isEmpty();
  }

  /**
   * @throws AthanorException REVISION_MISSING with every difference
   */
  public CheckResult orThrow() {
    if (!upToDate()) {
      throw new AthanorException(
          Reason.REVISION_MISSING,
          "A revision is missing:\n  " + String.join("\n  ", missing),
          "Write it with athanor:revision -Dautogenerate -Dmessage=\"…\".");
    }
    return this;
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    missing.forEach(line -> lines.add("Missing: " + line));
    listed.forEach(line -> lines.add("Only in the schema, undecided: " + line));
    if (missing.isEmpty()) {
      lines.add(
          "The revisions build what the model says"
              + (accepted == 0 ? "." : "; " + accepted + " differences are accepted."));
    }
    return String.join("\n", lines);
  }

  @Override
  public Object json() {
    return this;
  }
}
