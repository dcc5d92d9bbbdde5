package dev.athanor.engine.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in the one form Athanor writes it: {@code sha256:} and 64 lower-case hex digits. */
public final class Digest {
  private static final String PREFIX = "sha256:";

  private Digest() {}

  public static String of(byte[] bytes) {
    return render(sha256().digest(bytes));
  }

  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The digest of what remains in {@code bytes}, which is left as it is. */
  public static String of(ByteBuffer bytes) {
    MessageDigest sha256 = sha256();
    sha256.update(bytes.duplicate());
    return of(sha256);
  }

  /** The digest of what {@code sha256} has been fed; resets it. */
  public static String of(MessageDigest sha256) {
    return render(sha256.digest());
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String render(byte[] hash) {
    return PREFIX + HexFormat.of().formatHex(hash);
  }
}
