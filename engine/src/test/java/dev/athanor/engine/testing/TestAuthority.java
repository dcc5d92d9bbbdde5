package dev.athanor.engine.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Issues certificates, by openssl: {@code ca.crt}, and {@code NAME.crt} with {@code NAME.key}. */
public final class TestAuthority {
  private final Path directory;

  /** The forms that keys have in Kubernetes' Secrets, by who makes them. */
  public enum Key {
    /** cert-manager with {@code encoding: PKCS8}. */
    PKCS8("genpkey -algorithm RSA -out "),
    /** cert-manager unless told otherwise. */
    PKCS1("genrsa -traditional -out "),
    /** CloudNativePG. */
    SEC1("ecparam -name prime256v1 -genkey -noout -out ");

    private final String make;

    Key(String make) {
      this.make = make;
    }
  }

  /**
   * @param directory where all of it is put
   */
  public TestAuthority(Path directory) {
    this.directory = directory;
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.crt -subj /CN=authority");
  }

  /** Whether openssl is installed; tests skip by this where it is not. */
  public static boolean isPossible() {
    return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "openssl")));
  }

  /**
   * @param name of the files
   * @param subject the common name, which is also the address that a server has
   */
  public void issue(String name, String subject, Key key) throws IOException {
    Path file = directory.resolve(name + ".key");
    openssl(key.make + file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    boolean isAddress = subject.matches("[0-9.]+");
    Files.writeString(
        directory.resolve(name + ".ext"),
        "subjectAltName=" + (isAddress ? "IP:" : "DNS:") + subject + "\n");
    openssl("req -new -key " + file + " -subj /CN=" + subject + " -out " + name + ".csr");
    openssl(
        "x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -in %1$s.csr -extfile %1$s.ext -out %1$s.crt"
            .formatted(name));
  }

  private void openssl(String arguments) {
    try {
      Path log = directory.resolve("openssl.log");
      Process process =
          new ProcessBuilder(("openssl " + arguments).split(" "))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("openssl " + arguments + ": " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
