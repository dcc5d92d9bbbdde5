package dev.athanor.engine.live;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.HistoryNames;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.ChangesetKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One changeset for the process that runs Liquibase. It goes through a pipe, for it has a password.
 *
 * @param bundle the bundle file's bytes
 * @param revision the id of the changeset's revision
 * @param checksum as it was compiled
 * @param transaction how it is recorded; empty where it runs outside a transaction, and whoever
 *     asks records it
 */
public record LiveRequest(
    DatabaseUrl url,
    SessionSettings settings,
    byte[] bundle,
    String revision,
    ChangesetKey key,
    String checksum,
    Optional<Transaction> transaction) {
  public LiveRequest {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(revision, "revision");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(checksum, "checksum");
    Objects.requireNonNull(transaction, "transaction");
  }

  /**
   * What surrounds the changeset's own statements.
   *
   * @param before statements that come first: they prepare the record, and wait for a process that
   *     was left behind
   * @param record statements in one text: they fail where the run is no longer there, and record
   *     the changeset
   */
  public record Transaction(List<String> before, String record) {
    public Transaction {
      before = List.copyOf(before);
      Objects.requireNonNull(record, "record");
    }
  }

  void write(DataOutputStream out) throws IOException {
    text(out, url.withSecrets());
    text(out, settings.role().orElse(""));
    text(out, settings.searchPath());
    out.writeLong(settings.lockTimeout().toNanos());
    out.writeLong(settings.lockAttempt().toNanos());
    out.writeLong(settings.statementTimeout().toNanos());
    text(out, settings.names().changelog());
    text(out, settings.names().lock());
    text(out, settings.names().schema().orElse(""));
    bytes(out, bundle);
    text(out, revision);
    text(out, key.author());
    text(out, key.id());
    text(out, key.path());
    text(out, checksum);
    out.writeBoolean(transaction.isPresent());
    if (transaction.isPresent()) {
      texts(out, transaction.get().before());
      text(out, transaction.get().record());
    }
    out.flush();
  }

  static LiveRequest read(DataInputStream in) throws IOException {
    return new LiveRequest(
        DatabaseUrl.parse(text(in)),
        new SessionSettings(
            optional(in),
            text(in),
            Duration.ofNanos(in.readLong()),
            Duration.ofNanos(in.readLong()),
            Duration.ofNanos(in.readLong()),
            new HistoryNames(text(in), text(in), optional(in))),
        in.readNBytes(in.readInt()),
        text(in),
        new ChangesetKey(text(in), text(in), text(in)),
        text(in),
        in.readBoolean() ? Optional.of(new Transaction(texts(in), text(in))) : Optional.empty());
  }

  private static Optional<String> optional(DataInputStream in) throws IOException {
    return Optional.of(text(in)).filter(text -> !text.isEmpty());
  }

  private static void texts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      text(out, text);
    }
  }

  private static List<String> texts(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<String> texts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      texts.add(text(in));
    }
    return texts;
  }

  static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
