package dev.athanor.autogenerate.command;

import dev.athanor.engine.changelog.Problems;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.SingleHead;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the revisions build what the model says.
 *
 * @param missing what no revision does yet
 * @param listed what the schema has and the model does not say, undecided
 * @param required the columns among these without which the application's INSERTs fail
 * @param accepted how many such things the baseline accepts
 * @param notReplayed changesets that only a live Liquibase could run: what they do is not seen
 * @param heads the changelog's, of which there should be one; empty where several are allowed
 */
public record CheckResult(
    List<String> missing,
    List<String> listed,
    List<String> required,
    int accepted,
    List<String> notReplayed,
    List<String> heads)
    implements CommandResult {
  public CheckResult {
    missing = List.copyOf(missing);
    listed = List.copyOf(listed);
    required = List.copyOf(required);
    notReplayed = List.copyOf(notReplayed);
    heads = List.copyOf(heads);
  }

  public boolean upToDate() {
    return missing.isEmpty() && required.isEmpty() && heads.size() < 2;
  }

  /**
   * @throws AthanorException REVISION_MISSING with every difference and every required column,
   *     SEVERAL_HEADS
   */
  public CheckResult orThrow() {
    Problems problems = new Problems();
    if (!missing.isEmpty()) {
      problems.add(
          Reason.REVISION_MISSING,
          "A revision is missing:\n  " + String.join("\n  ", missing),
          "Write it with athanor:revision -Dautogenerate -Dmessage=\"…\"; with"
              + " -Dathanor.acceptBaseline it accepts what only the schema has.");
    }
    if (!required.isEmpty()) {
      problems.add(
          Reason.REVISION_MISSING,
          "INSERTs of the application would fail: NOT NULL without a default, and not in the model:"
              + "\n  "
              + String.join("\n  ", required),
          "Map it; or make it nullable or give it a default in a revision; or run athanor:revision"
              + " -Dautogenerate -Dathanor.acceptBaseline, and delete its line from the file to"
              + " have the next revision drop it (leave the line where a trigger fills it).");
    }
    SingleHead.problem(heads)
        .ifPresent(
            problem ->
                problems.add(
                    Reason.SEVERAL_HEADS,
                    problem,
                    "Join them with athanor:merge -Dmessage=\"…\", or allow them with"
                        + " -Dathanor.allowSeveralHeads."));
    problems.throwIfAny();
    return this;
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    notReplayed.forEach(line -> lines.add("Not replayed: " + line));
    missing.forEach(line -> lines.add("Missing: " + line));
    listed.forEach(line -> lines.add("Only in the schema, not in the model: " + line));
    SingleHead.problem(heads).ifPresent(lines::add);
    if (upToDate()) {
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
