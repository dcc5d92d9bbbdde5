package dev.athanor.engine.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** SHA-256 over all that decides what a step does: key, direction, transaction, guard and SQL. */
public final class StepDigest {
  private StepDigest() {}

  /**
   * @param undo whether it undoes the changeset
   * @param sql what is sent, in order
   * @return {@code sha256:…}
   */
  public static String of(Changeset changeset, boolean undo, List<String> sql) {
    MessageDigest sha256 = Digest.sha256();
    feed(sha256, changeset.key().toString());
    feed(sha256, undo ? "down" : "up");
    feed(sha256, Boolean.toString(changeset.transactional()));
    feed(sha256, changeset.guard().map(Object::toString).orElse(""));
    sql.forEach(each -> feed(sha256, each));
    return Digest.of(sha256);
  }

  /** Its length first: two texts must not read as one. */
  private static void feed(MessageDigest sha256, String text) {
    sha256.update((Utf8.length(text) + ":").getBytes(StandardCharsets.US_ASCII));
    Utf8.forEachPart(text, 0, text.length(), sha256::update);
  }
}
