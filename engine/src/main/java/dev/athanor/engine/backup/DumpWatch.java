package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells how far a backup is, by the files that pg_dump has written so far.
 *
 * <p>It looks on a thread of its own, which nobody waits for: a volume that hangs must not keep the
 * backup from noticing. Whatever happens to it, the backup goes on, and nobody hears how far it is.
 */
final class DumpWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Where looking takes long, for there are many files, it rests so many times as long. */
  private static final int REST = 50;

  /** What pg_dump writes the rows of, but for what an extension has it write of its own tables. */
  private static final String TABLES =
      "SELECT count(*) FROM pg_catalog.pg_class c"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_'"
          + " AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT"
          + " FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass"
          + " AND d.objid = c.oid AND d.deptype = 'e')";

  private final Path dump;
  private final int tables;
  private final BackupListener listener;
  private final long began = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Object telling = new Object();
  private volatile boolean dumped;
  private boolean closed;

  private DumpWatch(Path dump, int tables, BackupListener listener) {
    this.dump = dump;
    this.tables = tables;
    this.listener = listener;
  }

  /**
   * @param dump where pg_dump is going to write
   * @param snapshot what it is going to write
   */
  static DumpWatch begin(Path dump, ExportedSnapshot snapshot, BackupListener listener) {
    DumpWatch watch = new DumpWatch(dump, tables(snapshot.database()), listener);
    Thread thread = new Thread(watch::look, "athanor-dump-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** A question that fails does not end the snapshot: see {@link ExportedSnapshot#open}. */
  private static int tables(Database database) {
    try {
      return database.query(TABLES, rows -> rows.next() ? rows.getInt(1) : 0);
    } catch (AthanorException unknown) {
      return 0;
    }
  }

  /** pg_dump is done; what follows reads and stores what it wrote. */
  void dumped() {
    dumped = true;
  }

  private void look() {
    Written most = new Written();
    try {
      long rest = EVERY.toNanos();
      while (!ended.await(rest, TimeUnit.NANOSECONDS)) {
        long start = System.nanoTime();
        Written written = Written.in(dump);
        rest = Math.max(EVERY.toNanos(), REST * (System.nanoTime() - start));
        // It only grows, until it gets its name or its room is needed elsewhere.
        most = written.bytes >= most.bytes ? written : most;
        tell(most);
      }
    } catch (InterruptedException | IOException | RuntimeException unseen) {
      return; // As the class has it: the backup needs nobody to look.
    }
  }

  private void tell(Written written) {
    Duration time = Duration.ofNanos(System.nanoTime() - began);
    int of = tables == 0 ? 0 : Math.max(tables, written.tables);
    synchronized (telling) {
      if (!closed) {
        listener.backingUp(new BackingUp(written.bytes, written.tables, of, dumped, time));
      }
    }
  }

  /** From now on, nothing is told. */
  @Override
  public void close() {
    synchronized (telling) {
      closed = true;
    }
    ended.countDown();
  }

  /** The files of a dump, which is still being written: those that can be seen. */
  private static final class Written extends SimpleFileVisitor<Path> {
    private long bytes;
    private int tables;

    static Written in(Path dump) throws IOException {
      Written written = new Written();
      Files.walkFileTree(dump, written);
      return written;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      // A table's rows are in NUMBER.dat, or NUMBER.dat.gz; large objects' in blob_NUMBER.dat.
      if (file.getFileName().toString().matches("\\d+\\.dat(\\..*)?")) {
        tables++;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException notThere) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException unread) {
      return FileVisitResult.CONTINUE;
    }
  }
}
