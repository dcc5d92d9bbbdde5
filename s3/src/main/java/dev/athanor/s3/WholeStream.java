package dev.athanor.s3;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;

/**
 * An object's content to its very end: a connection that was cut looks like one to the JDK's
 * client, which does not count.
 */
final class WholeStream extends FilterInputStream {
  private final ResponseInputStream<?> answer;
  private final Long length;
  private long read;

  /**
   * @param length as the answer announced it; null: it did not
   */
  WholeStream(ResponseInputStream<?> answer, Long length) {
    super(answer);
    this.answer = answer;
    this.length = length;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? -1 : 1);
    return b;
  }

  @Override
  public int read(byte[] buffer, int start, int size) throws IOException {
    int n = super.read(buffer, start, size);
    count(n);
    return n;
  }

  private void count(int n) throws IOException {
    read += Math.max(n, 0);
    if (n < 0 && length != null && read < length) {
      throw new EOFException("the answer ended after " + read + " of " + length + " bytes");
    }
  }

  /** What is not read to its end is not waited for. */
  @Override
  public void close() throws IOException {
    if (length != null && read < length) {
      answer.abort();
    } else {
      super.close();
    }
  }
}
