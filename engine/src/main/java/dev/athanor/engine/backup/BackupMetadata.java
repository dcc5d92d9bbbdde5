package dev.athanor.engine.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.athanor.engine.model.Revision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code backup.json} says about a backup.
 *
 * @param version of this format: 1
 * @param database what was backed up
 * @param predecessors the numbers of the databases whose place that one has taken; none in backups
 *     of earlier versions
 * @param takenAt when the snapshot was taken, RFC 3339
 * @param historyFingerprint the history in that snapshot
 * @param from the revisions that were current, as far as they are known
 * @param at the same as a person reads it; null in backups of earlier versions
 * @param to the revisions that the plan leads to; null when there was none
 * @param planHash the plan it was taken for; when there was none, something of that form
 * @param runs the ids of all runs that the database records, in their order; null in backups of
 *     earlier versions
 * @param generation what it was taken for, or null
 * @param serverVersion such as {@code 17.4}
 * @param serverMajor such as 17
 * @param clientVersion pg_dump's
 * @param compression as pg_dump was told
 * @param settings of the database ({@code ALTER DATABASE … SET}): pg_restore leaves them out; those
 *     of an encrypted backup are in a file of their own, for some hold secrets
 * @param activity rows inserted, updated and deleted in each table since the server's statistics
 *     began: what has been written since is the difference
 * @param notes what could not be recorded, a line each
 * @param key the public half of the key that the backup is encrypted to; null: it is not
 * @param took how long it took; null in backups of earlier versions
 */
record BackupMetadata(
    int version,
    DatabaseIdentity database,
    List<Long> predecessors,
    String takenAt,
    String historyFingerprint,
    List<String> from,
    String at,
    List<String> to,
    String planHash,
    List<String> runs,
    String generation,
    String serverVersion,
    int serverMajor,
    String clientVersion,
    String compression,
    List<Setting> settings,
    Map<String, Long> activity,
    List<String> notes,
    String key,
    Took took) {
  static final String FILE = "backup.json";
  static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  BackupMetadata {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(takenAt, "takenAt");
    Objects.requireNonNull(historyFingerprint, "historyFingerprint");
    Objects.requireNonNull(planHash, "planHash");
    predecessors = predecessors == null ? List.of() : List.copyOf(predecessors);
    from = List.copyOf(from);
    to = to == null ? null : List.copyOf(to);
    runs = runs == null ? null : List.copyOf(runs);
    settings = List.copyOf(settings);
    activity = Map.copyOf(activity);
    notes = List.copyOf(notes);
  }

  /**
   * A configuration parameter that the database gives its sessions.
   *
   * @param role whose sessions; empty for everybody's
   */
  record Setting(String role, String name, String value) {}

  /**
   * How long a backup took.
   *
   * @param dumpMillis to write the dump
   * @param verifyMillis to read it back through pg_restore
   */
  record Took(long dumpMillis, long verifyMillis) {}

  /** Whether it was taken for a plan, not for its own sake. */
  boolean isForChange() {
    return to != null && !isOldStandalone();
  }

  String place() {
    if (at != null) {
      return at;
    }
    return isOldStandalone() ? "a revision that was not recorded" : Revision.text(from);
  }

  /** Earlier versions wrote empty lists for what they did not know. */
  private boolean isOldStandalone() {
    return at == null && from.isEmpty() && (to == null || to.isEmpty());
  }

  byte[] bytes() {
    return write(this);
  }

  /** A file of settings alone. */
  static byte[] bytes(List<Setting> settings) {
    return write(settings);
  }

  /** What such a file has. */
  static List<Setting> settings(byte[] json) throws IOException {
    return List.of(JSON.readValue(json, Setting[].class));
  }

  private static byte[] write(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers is always JSON", e);
    }
  }

  /**
   * @throws IOException when it is no such JSON, or of a later format
   */
  static BackupMetadata of(byte[] json) throws IOException {
    BackupMetadata metadata = JSON.readValue(json, BackupMetadata.class);
    if (metadata == null) {
      throw new IOException(FILE + " is empty");
    }
    if (metadata.version != VERSION) {
      throw new IOException(FILE + " has version " + metadata.version + ", not " + VERSION);
    }
    return metadata;
  }
}
