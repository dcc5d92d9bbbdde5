package dev.athanor.maven;

import dev.athanor.engine.command.DatabaseTarget;
import dev.athanor.engine.command.NamedEnvironment;
import dev.athanor.engine.command.Setting;
import dev.athanor.engine.command.ShowConfig;
import dev.athanor.engine.database.DatabaseUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Shows each setting that the goals go by, and where it came from; passwords are masked. */
@Mojo(name = "config", threadSafe = true)
public final class ConfigMojo extends BackingUpMojo {

  /** Whether a verified backup is taken before anything is changed. */
  @Parameter(property = "athanor.backup", defaultValue = "auto")
  private String backup;

  @Override
  void runOnChangelog() {
    EnvironmentValues values = new EnvironmentValues(this, sources());
    String named = environment().map(NamedEnvironment::source).orElse("");
    List<ShowConfig.Value> shown = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      shown.add(value(setting, values.get(setting).orElse(""), named));
    }
    print(new ShowConfig(shown));
  }

  private ShowConfig.Value value(Setting setting, String value, String named) {
    Optional<DatabaseUrl> url = DatabaseUrl.fromEnvironment(System.getenv());
    boolean said =
        sources().isOnCommandLine(Setting.URL) || fromEnvironment().contains(Setting.URL);
    if (!said && url.isPresent()) {
      if (setting == Setting.URL) {
        return new ShowConfig.Value(setting.key(), url.get().toString(), "DATABASE_URL");
      }
      if (EnvironmentValues.CREDENTIALS.contains(setting)) {
        // Whoever connects, DATABASE_URL says it.
        return ShowConfig.Value.of(setting, "", "default");
      }
    }
    String source =
        fromEnvironment().contains(setting) ? named : sources().of(setting).orElse("default");
    return ShowConfig.Value.of(setting, value, source);
  }

  @Override
  void runOn(DatabaseTarget database, boolean ownServer) {
    throw new IllegalStateException("this goal asks no database");
  }
}
