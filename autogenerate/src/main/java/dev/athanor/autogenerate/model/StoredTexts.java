package dev.athanor.autogenerate.model;

import dev.athanor.engine.model.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An answer in a file that is kept from one run to the next, behind the key of all that it follows
 * from; and the texts in it. What cannot be read or written is no error: it is asked for again.
 */
public final class StoredTexts {
  /** Reads an answer. */
  public interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  /** Writes an answer. */
  public interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private StoredTexts() {}

  /** The answer of that key; empty where the file has another one's, or is damaged. */
  public static <T> Optional<T> read(Path file, String key, Reader<T> answer) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      return text(in).equals(key) ? Optional.of(answer.read(in)) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Keeps the answer of a key in place of any other. */
  public static void write(Path file, String key, Writer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      text(out, key);
      answer.write(out);
      AtomicFile.write(file, bytes.toByteArray());
    } catch (IOException e) {
      // The next run asks again.
    }
  }

  /** Not writeUTF, which takes 64 KiB at most. */
  public static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static void texts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      text(out, text);
    }
  }

  /**
   * @throws IOException for a file that was cut, too
   * @throws IllegalArgumentException for what no text begins with
   */
  public static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * @throws IOException as {@link #text(DataInputStream)}
   */
  public static List<String> texts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(text(in));
    }
    return texts;
  }
}
