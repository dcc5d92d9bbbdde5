package dev.athanor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.engine.backup.object.ObjectStoreProvider;
import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {
  private static final String JARS = "athanor.stores";

  @TempDir Path directory;

  @AfterEach
  void forget() {
    System.clearProperty(JARS);
  }

  @Test
  void aKindOfStoreIsFoundInTheJarsThatAreKeptForIt() throws IOException {
    assertTrue(refusal().contains("Give --backup-dir a directory."), refusal());
    Path jar = directory.resolve("store.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/" + ObjectStoreProvider.class.getName()));
      out.write(Elsewhere.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    System.setProperty(JARS, directory.toString());
    assertEquals("elsewhere opens elsewhere://bucket", refusal());
  }

  @Test
  void aDirectoryOfJarsThatIsNotThereHasNone() {
    System.setProperty(JARS, directory.resolve("none").toString());
    assertTrue(refusal().contains("backups cannot be kept at elsewhere://"), refusal());
  }

  private static String refusal() {
    RuntimeException refused =
        assertThrows(RuntimeException.class, () -> Stores.at("elsewhere://bucket"));
    return refused instanceof AthanorException e ? e.describe(Words.COMMAND) : refused.getMessage();
  }

  /** Says that it was asked. */
  public static final class Elsewhere implements ObjectStoreProvider {
    @Override
    public String scheme() {
      return "elsewhere";
    }

    @Override
    public ObjectStore open(String location) {
      throw new IllegalStateException("elsewhere opens " + location);
    }
  }
}
