package dev.athanor.engine.bundle;

import dev.athanor.engine.model.ChangesetSql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code changes.sql}: the texts of each changeset, in the manifest's order, just as they are sent.
 * A line before each says which way it goes and how many bytes it has, so that a text of any length
 * is read without a second copy.
 */
final class SqlCodec {
  private static final String CHANGESET = "-- changeset";
  private static final String UP = "-- up ";
  private static final String DOWN = "-- down ";

  /** More than any line of ours has. */
  private static final int MAX_LINE = 32;

  private final InputStream in;
  private long left;
  private final List<ChangesetSql> changesets = new ArrayList<>();
  private List<String> up;
  private List<String> down;

  private SqlCodec(InputStream in, int size) {
    this.in = in;
    this.left = size;
  }

  static byte[] write(List<ChangesetSql> sql) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ChangesetSql changeset : sql) {
      line(out, CHANGESET);
      changeset.up().forEach(text -> text(out, UP, text));
      changeset.down().forEach(text -> text(out, DOWN, text));
    }
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String way, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    line(out, way + bytes.length);
    out.writeBytes(bytes);
    out.write('\n');
  }

  private static void line(ByteArrayOutputStream out, String line) {
    out.writeBytes((line + '\n').getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * What {@link #write} wrote.
   *
   * @param size how many bytes there are
   */
  static List<ChangesetSql> read(InputStream in, int size) {
    try {
      return new SqlCodec(in, size).read();
    } catch (IOException | NumberFormatException e) {
      throw damaged();
    }
  }

  private List<ChangesetSql> read() throws IOException {
    while (left > 0) {
      String line = line();
      if (line.equals(CHANGESET)) {
        end();
        up = new ArrayList<>(1);
        down = new ArrayList<>(1);
      } else if (up != null && line.startsWith(UP)) {
        up.add(text(line.substring(UP.length())));
      } else if (down != null && line.startsWith(DOWN)) {
        down.add(text(line.substring(DOWN.length())));
      } else {
        throw damaged();
      }
    }
    end();
    if (in.read() >= 0) {
      throw damaged();
    }
    return changesets;
  }

  private void end() {
    if (up != null) {
      changesets.add(new ChangesetSql(up, down));
    }
  }

  private String text(String length) throws IOException {
    int bytes = Integer.parseInt(length);
    if (bytes < 0 || bytes >= left) {
      throw damaged();
    }
    byte[] text = new byte[bytes];
    if (in.readNBytes(text, 0, bytes) != bytes || in.read() != '\n') {
      throw damaged();
    }
    left -= bytes + 1;
    return new String(text, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() == MAX_LINE) {
        throw damaged();
      }
      line.append((char) c);
    }
    left -= line.length() + 1;
    return line.toString();
  }

  private static RuntimeException damaged() {
    return BundleErrors.invalid(BundleMembers.SQL + " is damaged");
  }
}
