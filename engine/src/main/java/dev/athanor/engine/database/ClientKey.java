package dev.athanor.engine.database;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGProperty;

/**
 * A client's key as Java's driver takes every kind of it: PKCS #8 in DER. libpq also takes what
 * openssl and the makers of Kubernetes' Secrets write, three forms of PEM.
 */
final class ClientKey implements AutoCloseable {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (RSA |EC |)PRIVATE KEY-----([^-]+)-----END");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;

  /** SEC 1 has the curve as its field [0]. */
  private static final int CURVE = 0xa0;

  private static final byte[] VERSION = hex("020100");
  private static final byte[] RSA = hex("300d06092a864886f70d0101010500");
  private static final byte[] EC = hex("06072a8648ce3d0201");

  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path converted;

  private ClientKey(Path converted) {
    this.converted = converted;
  }

  /**
   * Puts the key in that form in the place of the driver's {@code sslkey}. What is no such PEM is
   * left as it is, for the driver to read or to refuse.
   *
   * @return to be closed once it is connected: until then the key is in a file of its own
   * @throws AthanorException INVALID_CONFIGURATION where no such file can be written
   */
  static ClientKey forDriver(Properties properties) {
    String key = PGProperty.SSL_KEY.getOrDefault(properties);
    Optional<byte[]> der = key == null ? Optional.empty() : read(key).flatMap(ClientKey::pkcs8);
    if (der.isEmpty()) {
      return new ClientKey(null);
    }
    Path converted = write(key, der.get());
    PGProperty.SSL_KEY.set(properties, converted.toString());
    return new ClientKey(converted);
  }

  @Override
  public void close() {
    if (converted != null) {
      converted.toFile().delete();
    }
  }

  /** Empty for what cannot be read: the driver says so, of the file that was named. */
  private static Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
    } catch (IOException | InvalidPathException unreadable) {
      return Optional.empty();
    }
  }

  /** In memory where the system has a place for that, readable by this user alone. */
  private static Path write(String key, byte[] der) {
    IOException last = null;
    for (Path directory : List.of(MEMORY, Path.of(System.getProperty("java.io.tmpdir")))) {
      try {
        Path file = Files.createTempFile(directory, "athanor", ".pk8");
        return Files.write(file, der);
      } catch (IOException e) {
        last = e;
      }
    }
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "The client's key "
            + key
            + " cannot be written as the driver reads it: "
            + last.getMessage(),
        "Make room in the directory for temporary files, or convert it once: openssl pkcs8 -topk8"
            + " -nocrypt -outform DER.",
        last);
  }

  /** Empty for what is no unencrypted key in PEM. */
  static Optional<byte[]> pkcs8(String text) {
    Matcher pem = PEM.matcher(text);
    if (!pem.find()) {
      return Optional.empty();
    }
    try {
      byte[] key = Base64.getMimeDecoder().decode(pem.group(2));
      return Optional.of(
          switch (pem.group(1)) {
            case "RSA " -> wrapped(RSA, key);
            case "EC " -> wrapped(der(SEQUENCE, EC, curve(key)), key);
            default -> key;
          });
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException cut) {
      return Optional.empty();
    }
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, VERSION, algorithm, der(OCTETS, key));
  }

  private static byte[] curve(byte[] key) {
    int at = content(key, 0);
    while (at < key.length) {
      int end = end(key, at);
      if (end <= at || end > key.length) {
        break;
      }
      if ((key[at] & 0xff) == CURVE) {
        return Arrays.copyOfRange(key, content(key, at), end);
      }
      at = end;
    }
    throw new IllegalArgumentException("it does not name its curve");
  }

  /** Where the value of the element at a place begins. */
  private static int content(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
  }

  private static int end(byte[] der, int at) {
    int from = content(der, at);
    int length = 0;
    for (int i = from == at + 2 ? at + 1 : at + 2; i < from; i++) {
      length = length << 8 | der[i] & 0xff;
    }
    return from + length;
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      value.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = value.size();
    if (length >= 0x100) {
      element.write(0x82);
      element.write(length >> 8);
    } else if (length >= 0x80) {
      element.write(0x81);
    }
    element.write(length);
    element.writeBytes(value.toByteArray());
    return element.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
