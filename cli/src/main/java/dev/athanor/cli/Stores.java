package dev.athanor.cli;

import dev.athanor.engine.backup.BackupStore;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * Where backups go, by its name. The client of buckets is as many jars as all the rest: the image
 * keeps them off the class path, for the JDK opens each jar of it before the driver's first logger.
 */
public final class Stores {
  /** The system property that names a directory of such jars: in the image, /opt/athanor/lib/s3. */
  private static final String JARS = "athanor.stores";

  private Stores() {}

  /**
   * @param location as {@link BackupStore#at(String)} takes it
   */
  public static BackupStore at(String location) {
    String directory = System.getProperty(JARS);
    return directory != null && BackupStore.isUrl(location)
        ? BackupStore.at(location, loader(new File(directory)))
        : BackupStore.at(location);
  }

  /** It stays open: a client loads classes for as long as it works. */
  private static ClassLoader loader(File directory) {
    List<URL> urls = new ArrayList<>();
    File[] files = directory.listFiles();
    for (File file : files == null ? new File[0] : files) {
      try {
        urls.add(file.toURI().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException("a file has no URL: " + file, e);
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), Stores.class.getClassLoader());
  }
}
