package dev.athanor.engine.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.AthanorException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is what the JDK's decoder makes of its bytes, or refused where that refuses. */
class ChangelogEncodingTest {
  private static final String[] PIECES = {"a", "é", "\uFFFD", "😀", "\uFEFF", "漢"};

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "US-ASCII", "ISO-8859-1", "windows-1252", "Shift_JIS"})
  void everyTextIsTheDecodersOrRefused(String name) {
    Charset charset = Charset.forName(name);
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = bytes(charset, random);
      String expected;
      try {
        CharBuffer decoded = charset.newDecoder().decode(ByteBuffer.wrap(bytes));
        expected = decoded.toString();
      } catch (CharacterCodingException e) {
        assertThatThrownBy(() -> ChangelogEncoding.decode("a.csv", bytes, charset))
            .isInstanceOf(AthanorException.class)
            .hasMessageContaining("a.csv: is not " + name);
        continue;
      }
      if (expected.indexOf('\0') < 0) {
        assertThat(ChangelogEncoding.decode("a.csv", bytes, charset))
            .isEqualTo(expected.startsWith("\uFEFF") ? expected.substring(1) : expected);
      }
    }
  }

  /** A text, and in every second a byte of it another. */
  private static byte[] bytes(Charset charset, Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    byte[] bytes = text.toString().getBytes(charset);
    if (random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
