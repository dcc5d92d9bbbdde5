package dev.athanor.s3;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import software.amazon.awssdk.core.sync.RequestBody;

/** Some bytes of a file, read as often as they have to be sent: none of them is held in memory. */
record FileSlice(Path file, long offset, long length) {
  private static final int BUFFER = 1 << 16;

  RequestBody body() {
    return RequestBody.fromContentProvider(
        () -> {
          try {
            return open();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        length,
        "application/octet-stream");
  }

  /** By this the store knows that what arrives is what was sent. */
  String contentMd5() throws IOException {
    MessageDigest md5 = md5();
    try (InputStream in = new DigestInputStream(open(), md5)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Base64.getEncoder().encodeToString(md5.digest());
  }

  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has MD5", e);
    }
  }

  private InputStream open() throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    channel.position(offset);
    return new Slice(new BufferedInputStream(Channels.newInputStream(channel), BUFFER), length);
  }

  /** The first bytes of a stream. */
  private static final class Slice extends InputStream {
    private final InputStream all;
    private long left;

    Slice(InputStream all, long length) {
      this.all = all;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int b = left == 0 ? -1 : all.read();
      left -= b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] buffer, int start, int length) throws IOException {
      if (left == 0 && length > 0) {
        return -1;
      }
      int n = all.read(buffer, start, (int) Math.min(length, left));
      left -= Math.max(n, 0);
      return n;
    }

    @Override
    public void close() throws IOException {
      all.close();
    }
  }
}
