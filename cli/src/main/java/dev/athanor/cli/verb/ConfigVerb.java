package dev.athanor.cli.verb;

import dev.athanor.cli.BackupOptions;
import dev.athanor.cli.DatabaseOptions;
import dev.athanor.cli.EnvironmentOption;
import dev.athanor.cli.PlanningOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.backup.BackupRequest;
import dev.athanor.engine.command.BackupWhen;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.Setting;
import dev.athanor.engine.command.ShowConfig;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the other verbs would go by, and where each value came from. */
final class ConfigVerb extends Verb {
  private static final Map<Setting, String> DEFAULTS =
      Map.of(
          Setting.LOCK_ATTEMPT,
          Durations.text(SessionSettings.DEFAULTS.lockAttempt()),
          Setting.SEARCH_PATH,
          SessionSettings.DEFAULTS.searchPath(),
          Setting.LOCK_TIMEOUT,
          Durations.text(SessionSettings.DEFAULTS.lockTimeout()),
          Setting.BACKUP,
          BackupWhen.ALWAYS.word(),
          Setting.BACKUP_RETAIN,
          String.valueOf(BackupRequest.DEFAULT_RETAIN),
          Setting.BACKUP_DAYS,
          "0",
          Setting.ALLOW_SUPERUSER,
          "false",
          Setting.ALLOW_LIVE,
          "false",
          Setting.ALLOW_FOREIGN_HISTORY,
          "false",
          Setting.ALLOW_UNKNOWN_HISTORY,
          "false");

  private final DatabaseOptions database = DatabaseOptions.forSomeUses();
  private final PlanningOptions planning = new PlanningOptions();
  private final SourceOptions source = new SourceOptions(planning.selection());
  private final BackupOptions backup = new BackupOptions();
  private Arguments arguments;

  @Override
  public String summary() {
    return "Show each setting and where it came from; passwords are masked.";
  }

  @Override
  void options(Arguments declared) {
    arguments = declared;
    source.declare(declared);
    database.declare(declared);
    planning.declare(declared);
    backup.declare(declared);
    declared.flag("--no-backup", "take no backup first", () -> {});
  }

  @Override
  CommandResult result() {
    List<ShowConfig.Value> values = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      EnvironmentOption.option(setting).ifPresent(option -> values.add(value(setting, option)));
    }
    return new ShowConfig(values);
  }

  private ShowConfig.Value value(Setting setting, String option) {
    Optional<Arguments.Given> given = arguments.given(option);
    if (given.isPresent()) {
      String value = setting == Setting.BACKUP ? BackupWhen.NEVER.word() : given.get().value();
      return ShowConfig.Value.of(setting, value, given.get().source());
    }
    Optional<DatabaseTarget> named =
        setting == Setting.URL ? database.named(System.getenv()) : Optional.empty();
    if (named.isPresent()) {
      return new ShowConfig.Value(setting.key(), named.get().url().toString(), database.namedBy());
    }
    return ShowConfig.Value.of(setting, DEFAULTS.getOrDefault(setting, ""), "default");
  }
}
