package dev.athanor.engine.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where this machine has the files of backups that lie elsewhere, for PostgreSQL's programs. */
final class Staging {
  private Staging() {}

  /** Locks a directory there, after what runs that died have left was removed. */
  static DirectoryDraft begin(String name) throws IOException {
    Path home = Path.of(System.getProperty("user.home"));
    Path place =
        Files.isWritable(home)
            ? home.resolve(".athanor").resolve("staging")
            : Files.createTempDirectory("athanor-staging");
    DirectoryStore staging = new DirectoryStore(place);
    staging.prepare();
    staging.look().removeAbandoned();
    return staging.begin(name);
  }

  /** That place, full, as people read it. */
  static String place(DirectoryDraft draft) {
    return draft.directory().getParent() + ", where backups are made,";
  }
}
