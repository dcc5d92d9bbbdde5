package dev.athanor.engine.live;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.database.SessionSettings;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What all changesets have in common that one process runs. It goes through a pipe, for it has a
 * password.
 *
 * @param bundle the bundle file's bytes
 */
public record LiveStart(DatabaseUrl url, SessionSettings settings, byte[] bundle) {
  public LiveStart {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(bundle, "bundle");
  }

  void write(DataOutputStream out) throws IOException {
    Wire.text(out, url.withSecrets());
    Wire.text(out, settings.role().orElse(""));
    Wire.text(out, settings.searchPath());
    out.writeLong(settings.lockTimeout().toNanos());
    out.writeLong(settings.lockAttempt().toNanos());
    out.writeLong(settings.statementTimeout().toNanos());
    Wire.text(out, settings.names().changelog());
    Wire.text(out, settings.names().lock());
    Wire.text(out, settings.names().schema().orElse(""));
    Wire.bytes(out, bundle);
    out.flush();
  }

  static LiveStart read(DataInputStream in) throws IOException {
    return new LiveStart(
        DatabaseUrl.parse(Wire.text(in)),
        new SessionSettings(
            optional(in),
            Wire.text(in),
            Duration.ofNanos(in.readLong()),
            Duration.ofNanos(in.readLong()),
            Duration.ofNanos(in.readLong()),
            new HistoryNames(Wire.text(in), Wire.text(in), optional(in))),
        Wire.bytes(in));
  }

  private static Optional<String> optional(DataInputStream in) throws IOException {
    return Optional.of(Wire.text(in)).filter(text -> !text.isEmpty());
  }
}
