package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which encoding a file is written: XML says so in its first line, all else is UTF-8, unless the
 * change that reads it says otherwise.
 */
public final class ChangelogEncoding {
  /** How much of a file may be its XML declaration, in bytes. */
  private static final int DECLARATION = 200;

  /** What stands in a text for bytes that are none of its encoding. */
  private static final char MALFORMED = '\uFFFD';

  private static final Pattern DECLARED =
      Pattern.compile("^\\s*<\\?xml\\s[^>]*?\\bencoding\\s*=\\s*[\"']([^\"']*)[\"']");

  private ChangelogEncoding() {}

  /**
   * A changelog's file as text, without a byte order mark.
   *
   * @throws AthanorException UNSAFE_CHANGELOG when it is not written as it says, or has NUL
   *     characters
   */
  static String decode(String path, byte[] bytes) {
    return decode(path, bytes, of(path, bytes));
  }

  /**
   * A file as text, without a byte order mark.
   *
   * @throws AthanorException UNSAFE_CHANGELOG when it is not in this encoding, or has NUL
   *     characters
   */
  static String decode(String path, byte[] bytes, Charset charset) {
    try {
      String text = strictly(bytes, charset);
      if (text.indexOf('\0') >= 0) {
        throw ChangelogTree.unsafe(path, "holds NUL characters", "Write it as text.");
      }
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new AthanorException(
          Reason.UNSAFE_CHANGELOG,
          path + ": is not " + charset.name(),
          charset.equals(StandardCharsets.UTF_8)
              ? "Save the file as UTF-8, or say its encoding: in the declaration of XML, in the"
                  + " encoding of a sqlFile, loadData, createView or createProcedure."
              : "Save the file as " + charset.name() + ", or say the encoding that it has.",
          e);
    }
  }

  private static String strictly(byte[] bytes, Charset charset) throws CharacterCodingException {
    // A quarter of the time and memory that a decoder takes, which alone says what is malformed.
    String text = new String(bytes, charset);
    return text.indexOf(MALFORMED) < 0
        ? text
        : charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** All of a changelog's file, its byte order mark included. */
  static String characters(String path, byte[] bytes) {
    return new String(bytes, of(path, bytes));
  }

  /** The bytes of a text in the encoding that it declares. */
  static byte[] encode(String path, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    Charset charset = of(path, utf8);
    return charset.equals(StandardCharsets.UTF_8) ? utf8 : text.getBytes(charset);
  }

  /**
   * A changelog's file as a parser is to see it: in UTF-8, and declared so. Two that do not agree
   * on what an encoding's name means would else read two texts.
   */
  static byte[] asUtf8(String path, byte[] bytes) {
    if (of(path, bytes).equals(StandardCharsets.UTF_8)) {
      return bytes;
    }
    String text = decode(path, bytes);
    Matcher declared = DECLARED.matcher(text);
    return declared.find()
        ? new StringBuilder(text)
            .replace(declared.start(1), declared.end(1), "UTF-8")
            .toString()
            .getBytes(StandardCharsets.UTF_8)
        : bytes;
  }

  private static Charset of(String path, byte[] bytes) {
    if (RevisionFormat.of(path).filter(format -> format == RevisionFormat.XML).isEmpty()) {
      return StandardCharsets.UTF_8;
    }
    String head =
        new String(bytes, 0, Math.min(bytes.length, DECLARATION), StandardCharsets.ISO_8859_1);
    Matcher declared =
        DECLARED.matcher(head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head);
    return declared.find() ? named(path, declared.group(1)) : StandardCharsets.UTF_8;
  }

  /**
   * The encoding of that name.
   *
   * @throws AthanorException UNSAFE_CHANGELOG when there is none
   */
  public static Charset named(String path, String name) {
    return known(name)
        .orElseThrow(
            () ->
                ChangelogTree.unsafe(
                    path,
                    "declares the encoding " + name + ", which is not known",
                    "Save it as UTF-8 and declare that."));
  }

  private static Optional<Charset> known(String name) {
    try {
      return Optional.of(Charset.forName(name.strip()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
