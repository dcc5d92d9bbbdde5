package dev.athanor.adopt.source;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * SQL of somebody's, and where it stands.
 *
 * @param file its name, for people
 * @param text with line feeds alone
 * @param firstLine the line of the file on which the text begins, counted from 1
 */
public record SqlFile(String file, String text, int firstLine) {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  public SqlFile {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(text, "text");
  }

  /**
   * @throws AthanorException INVALID_CHANGELOG for bytes that are no text of this encoding
   */
  static SqlFile read(Path path, Charset encoding) {
    try {
      String text =
          encoding.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(path))).toString();
      String whole = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      return new SqlFile(path.toString(), whole.replace("\r\n", "\n").replace('\r', '\n'), 1);
    } catch (CharacterCodingException e) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          path + " is no text in " + encoding.name(),
          "Name its encoding (for Flyway --flyway encoding=…), or save it as UTF-8.",
          e);
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG, path + " cannot be read: " + e.getMessage(), "", e);
    }
  }

  /** The line of the file that holds the character at {@code offset} of the text. */
  public int line(int offset) {
    return firstLine + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  /** The same file, its text otherwise. */
  SqlFile with(String newText) {
    return new SqlFile(file, newText, firstLine);
  }

  /** A part of it. */
  SqlFile part(int from, int to) {
    return new SqlFile(file, text.substring(from, to), line(from));
  }
}
