package dev.athanor.cli.job;

import dev.athanor.cli.Command;
import dev.athanor.cli.Log;
import dev.athanor.engine.model.AthanorException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the operator's Jobs run: "The Jobs' contract" in docs/architecture.md. */
public final class JobSteps {
  private static final String REPORT = "--report";

  private JobSteps() {}

  public static Map<String, Supplier<Command>> all() {
    Map<String, Supplier<Command>> steps = new LinkedHashMap<>();
    steps.put("plan", JobPlan::new);
    steps.put("adopt", JobAdopt::new);
    steps.put("backup", JobBackup::new);
    steps.put("rehearse", JobRehearse::new);
    steps.put("apply", JobApply::new);
    steps.put("go-back", JobGoBack::new);
    steps.put("restore", JobRestore::new);
    steps.put("take-backup", JobTakeBackup::new);
    steps.put("backups", JobBackups::new);
    steps.put("drop-kept", JobDropKept::new);
    return steps;
  }

  /** A step whose arguments were refused reports that too: the operator waits for a report. */
  public static void reportRefusal(String step, List<String> words, AthanorException refusal) {
    Path report = Path.of("/dev/termination-log");
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith(REPORT + "=")) {
        report = Path.of(word.substring(REPORT.length() + 1));
      } else if (word.equals(REPORT) && i + 1 < words.size()) {
        report = Path.of(words.get(i + 1));
      }
    }
    new ReportFile(report, new Log(System.err)).write(new ReportBuilder(step).failed(refusal));
  }
}
