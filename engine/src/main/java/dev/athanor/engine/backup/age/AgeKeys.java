package dev.athanor.engine.backup.age;

import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that backups are encrypted and read with, in the format of age (age-encryption.org), as
 * {@code age-keygen} writes them: one a line, comments begin with {@code #}. New backups are
 * encrypted to the first; the others read what was encrypted before that was made.
 */
public final class AgeKeys {
  /** What holds the keys themselves where no file does. */
  public static final String VARIABLE = "ATHANOR_BACKUP_KEY";

  private static final String COMMENT = "#";

  private final List<AgeKey> keys;

  private AgeKeys(List<AgeKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Those of a file, or of {@link #VARIABLE} where none is named; empty where that is not set
   * either.
   *
   * @param file null for none
   * @throws AthanorException as {@link #of} has it, and where the file cannot be read
   */
  public static Optional<AgeKeys> find(Path file, Map<String, String> environment) {
    if (file != null) {
      return Optional.of(read(file));
    }
    String text = environment.get(VARIABLE);
    return text == null || text.isBlank() ? Optional.empty() : Optional.of(of(text, VARIABLE));
  }

  private static AgeKeys read(Path file) {
    try {
      return of(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw missing("the key of the backups cannot be read: " + e, e);
    }
  }

  /**
   * @param source names where the text is from, for what is wrong with it
   * @throws AthanorException BACKUP_KEY_MISSING where it has no key, or a line that is none; the
   *     line itself is not said
   */
  public static AgeKeys of(String text, String source) {
    List<AgeKey> keys = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith(COMMENT)) {
        try {
          keys.add(AgeKey.of(line.strip()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          // Its cause may quote the key.
          throw missing("line " + number + " of " + source + " is no key of age", null);
        }
      }
    }
    if (keys.isEmpty()) {
      throw missing("there is no key in " + source, null);
    }
    return new AgeKeys(keys);
  }

  private static AthanorException missing(String message, Exception cause) {
    return new AthanorException(
        Reason.BACKUP_KEY_MISSING,
        message,
        "Give "
            + Term.BACKUP_KEY
            + " what `age-keygen` has written: a line that begins with AGE-SECRET-KEY-1.",
        cause);
  }

  /** The public half of the key that new backups are encrypted to, which names it: age1…. */
  public String id() {
    return keys.get(0).id();
  }

  /** The public halves of all of them. */
  public List<String> ids() {
    return keys.stream().map(AgeKey::id).toList();
  }

  /** Encrypts what is written to it for the first key; closing it ends the file. */
  public OutputStream encrypting(OutputStream file) throws IOException {
    try {
      return Channels.newOutputStream(
          new StandardEncryptingChannelFactory()
              .newEncryptingChannel(
                  Channels.newChannel(file),
                  List.of(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(id()))));
    } catch (GeneralSecurityException e) {
      throw new IOException("it cannot be encrypted: " + e.getMessage(), e);
    }
  }

  /**
   * Reads what was encrypted to a key. What was altered or cut fails; nothing of it is given out
   * that was not proved before.
   *
   * @param id of one of {@link #ids}
   * @throws IOException where that was encrypted to another one, or is no file of age
   */
  public InputStream decrypting(InputStream file, String id) throws IOException {
    AgeKey key =
        keys.stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no key " + id));
    try {
      return Channels.newInputStream(
          new StandardDecryptingChannelFactory()
              .newDecryptingChannel(
                  Channels.newChannel(file),
                  List.of(
                      X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(key.secret()))));
    } catch (GeneralSecurityException e) {
      throw new IOException("it cannot be decrypted with the key " + id, e);
    }
  }

  /** The public halves. */
  @Override
  public String toString() {
    return String.join(", ", ids());
  }
}
