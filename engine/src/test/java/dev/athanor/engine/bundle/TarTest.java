package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.AthanorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of any length that a file system takes, in an archive that tar reads. */
class TarTest {
  private static final List<String> NAMES =
      List.of(
          "c.xml",
          "db/" + "n".repeat(96) + ".xml",
          // 101 bytes: one more than ustar's name.
          "db/" + "n".repeat(97) + ".xml",
          "d".repeat(155) + "/" + "n".repeat(100),
          "d".repeat(156) + "/n.xml",
          "d/".repeat(200) + "n.xml",
          // The record's length has one digit more than the rest of it.
          "x".repeat(90) + ".sql",
          "ü".repeat(80) + "/" + "ö".repeat(120) + ".yaml");

  @Test
  void everyNameComesBack() {
    SortedMap<String, byte[]> files = files();
    SortedMap<String, byte[]> read = Tar.read(Tar.write(files));
    assertThat(read.keySet()).isEqualTo(files.keySet());
    files.forEach((name, data) -> assertThat(read.get(name)).as(name).isEqualTo(data));
  }

  @Test
  void tarReadsIt(@TempDir Path directory) throws IOException, InterruptedException {
    Path archive = directory.resolve("sources.tar");
    Files.write(archive, Tar.write(files()));
    Process tar =
        new ProcessBuilder("tar", "--quoting-style=literal", "-tf", archive.toString())
            .redirectErrorStream(true)
            .start();
    String listed = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tar.waitFor()).as(listed).isZero();
    assertThat(listed.lines()).containsExactlyInAnyOrderElementsOf(NAMES);
  }

  @Test
  void aRecordThatIsNoneIsRefused() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("d".repeat(156) + "/n.xml", new byte[] {1});
    String tar = new String(Tar.write(files), StandardCharsets.ISO_8859_1);
    byte[] damaged = tar.replace(" path=", " page=").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Tar.read(damaged))
        .isInstanceOf(AthanorException.class)
        .hasMessageContaining("is damaged");
  }

  private static SortedMap<String, byte[]> files() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    NAMES.forEach(name -> files.put(name, name.getBytes(StandardCharsets.UTF_8)));
    return files;
  }
}
