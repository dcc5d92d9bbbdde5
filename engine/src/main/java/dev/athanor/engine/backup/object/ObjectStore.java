package dev.athanor.engine.backup.object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A part of a bucket: all keys are below its prefix. What a backup is there, and which stay, is
 * none of its business.
 *
 * <p>Safe for several threads. Every method throws {@link ObjectStoreException} once its own
 * retries are used up.
 */
public interface ObjectStore extends AutoCloseable {

  /** Stores a small object whole, in place of one of that key. */
  void put(String key, byte[] content) throws IOException;

  /** Stores a file whole; the store refuses it where it does not arrive as it was sent. */
  void put(String key, Path file) throws IOException;

  /** Begins an object that comes in parts: there is none of that key before it is complete. */
  ObjectUpload begin(String key) throws IOException;

  /** Reads an object; the stream may be cut before its end, which is for the reader to notice. */
  InputStream get(String key) throws IOException;

  /** All objects whose keys begin so, in any order. */
  ObjectListing list(String prefix) throws IOException;

  /** Deletes objects, also such as are not there. */
  void delete(List<String> keys) throws IOException;

  /** Ends uploads that nobody completes, of all keys that begin so. */
  void abortUploads(String prefix) throws IOException;

  @Override
  void close();
}
