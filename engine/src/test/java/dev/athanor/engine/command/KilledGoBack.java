package dev.athanor.engine.command;

import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.KilledRestore;
import dev.athanor.engine.backup.RestoreRequest.Beforehand;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.plan.PlanOptions;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.swap.RestoreStep;
import java.nio.file.Path;
import java.util.Optional;

/** A restore by failure policy in a process of its own, which dies at a step. */
final class KilledGoBack {
  private KilledGoBack() {}

  static void run(Path store, DatabaseUrl url, String run, RestoreStep step) throws Exception {
    KilledRestore.run(
        KilledGoBack.class, store.toString(), url.toString(), url.user(), run, step.name());
  }

  public static void main(String[] arguments) {
    DatabaseUrl url = DatabaseUrl.parse(arguments[1]).withCredentials(arguments[2], null);
    new GoBack(
            new PlanRequest(RestoringTest.bundle(), "head", PlanOptions.either(false)),
            new DatabaseTarget(url, SessionSettings.DEFAULTS.withSearchPath("own")),
            new MigrationEvents() {})
        .restore(
            BackupStore.in(Path.of(arguments[0])),
            RestoringTest.GENERATION,
            Optional.empty(),
            2,
            new Beforehand(arguments[3], true),
            KilledRestore.dyingAt(RestoreStep.valueOf(arguments[4])));
  }
}
