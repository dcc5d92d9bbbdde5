package dev.athanor.engine.apply;

import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.history.RunStamp;
import dev.athanor.engine.plan.OfflineStamp;
import dev.athanor.engine.plan.StampPlan;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A stamp as a script for psql: refuses a database that is not where it begins, keeps migrations
 * out, and changes what is recorded in one transaction.
 */
public final class StampScript {
  private final OfflineStamp stamp;
  private final String kept;
  private final SessionSettings settings;

  /**
   * @param kept what {@code athanor.run} keeps of it, as JSON
   * @param settings of the session; they say where the history is
   */
  public StampScript(OfflineStamp stamp, String kept, SessionSettings settings) {
    this.stamp = Objects.requireNonNull(stamp, "stamp");
    this.kept = Objects.requireNonNull(kept, "kept");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /** The script; where there is nothing to change, a comment that says so. */
  public String text() {
    StampPlan plan = stamp.plan();
    ScriptFrame frame = new ScriptFrame(settings);
    frame.script().comment(plan.summary());
    frame.script().comment("bundle  " + stamp.assumed().request().bundle().digest());
    if (plan.isEmpty()) {
      return frame.script().line("").toString();
    }
    frame.script().comment("Run it with psql -X -f FILE; it changes the history and nothing else.");
    frame.script().line("");
    frame.open(stamp.assumed(), Set.of(), plan.from());
    frame.script().line(RunStamp.FILL_IN_SCRIPT.strip());
    frame.session().begin(frame.history().changelogLock());
    HistoryTarget target = frame.target();
    frame.script().run(statements(target)).line("COMMIT;");
    frame.close(target.writer(), plan.summary());
    return frame.script().toString();
  }

  private List<String> statements(HistoryTarget target) {
    return new StampStatements(stamp.assumed().request().bundle(), stamp.plan(), target)
        .of("STAMP", kept, 0, false);
  }
}
