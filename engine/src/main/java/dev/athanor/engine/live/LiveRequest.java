package dev.athanor.engine.live;

import dev.athanor.engine.model.ChangesetKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One changeset for the process that runs Liquibase.
 *
 * @param revision the id of the changeset's revision
 * @param checksum as it was compiled
 * @param transaction how it is recorded; empty where it runs outside a transaction, and whoever
 *     asks records it
 */
public record LiveRequest(
    String revision, ChangesetKey key, String checksum, Optional<Transaction> transaction) {
  public LiveRequest {
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
    Wire.text(out, revision);
    Wire.text(out, key.author());
    Wire.text(out, key.id());
    Wire.text(out, key.path());
    Wire.text(out, checksum);
    out.writeBoolean(transaction.isPresent());
    if (transaction.isPresent()) {
      Wire.texts(out, transaction.get().before());
      Wire.text(out, transaction.get().record());
    }
    out.flush();
  }

  /**
   * @throws EOFException where there is none
   */
  static LiveRequest read(DataInputStream in) throws IOException {
    return new LiveRequest(
        Wire.text(in),
        new ChangesetKey(Wire.text(in), Wire.text(in), Wire.text(in)),
        Wire.text(in),
        in.readBoolean()
            ? Optional.of(new Transaction(Wire.texts(in), Wire.text(in)))
            : Optional.empty());
  }
}
