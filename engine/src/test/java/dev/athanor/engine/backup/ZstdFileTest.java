package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On files that zstd(1) wrote: as pg_dump does, with a checksum, and of several blocks. */
class ZstdFileTest {
  static final String PLAIN =
      "KLUv/WCZAc0EAEQDcm93IDAJCnJvdyAxCXgyCXgzCXg0NTY3ODkxMAkxMTIzNDU2Nzg5MjAxMjM0"
          + "NTY3ODl4CjYgAKNBH1w5XJCdkQXhym5gj3DDdUMWgBO7Qb3ADdUBWfDvzQIUPRama1noj2fxvNUN"
          + "0OkizDlhFsrDb8xPjQSEQXyE5ioJkxkzQA4YIbmY43FsRI/7DNrDExJuIQ/mDLuyEg==";
  private static final String CHECKED =
      "KLUv/QRYzQQAVANyb3cgMAkKcm93IDEJeDIJeDMJeDQ1Njc4OTEwCTExMgkzNDU2Nzg5MjAxMjM0"
          + "NTY3ODl4CjYgEKPBG1w5XBg7IwvDFW7MHuGG64YsBk5ww3qBG1MHZOG/lwUpOixO17PYH8+CecuN"
          + "otNFhHPCLJSH3pifukPI4AM2V0mYzMxAcsAIyYUcjmMjdtxnZA9NbLi9PHgz7DpKdvR6Tg==";
  private static final String BLOCKS = "KLUv/QRYVAAAEAAAAQD7/znAAgIAEAADnwQALSjeJg==";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, CHECKED, BLOCKS})
  void findsEveryCut(String base64) throws IOException {
    byte[] whole = Base64.getDecoder().decode(base64);
    assertThat(problem(whole)).isEmpty();
    for (int length = 0; length < whole.length; length++) {
      assertThat(problem(Arrays.copyOf(whole, length))).as("first %d bytes", length).isNotEmpty();
    }
  }

  @Test
  void readsOneFrameAfterTheOther() throws IOException {
    byte[] two = twice(Base64.getDecoder().decode(CHECKED));
    assertThat(problem(two)).isEmpty();
    assertThat(problem(Arrays.copyOf(two, two.length - 1))).isEqualTo("is truncated");
  }

  @Test
  void knowsWhatIsNoZstd() throws IOException {
    assertThat(problem("COPY users FROM stdin".getBytes())).isEqualTo("is not a zstd file");
  }

  private String problem(byte[] content) throws IOException {
    return ZstdFile.problem(Files.write(directory.resolve("1.dat.zst"), content));
  }

  private static byte[] twice(byte[] frame) throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(frame);
    both.write(frame);
    return both.toByteArray();
  }
}
