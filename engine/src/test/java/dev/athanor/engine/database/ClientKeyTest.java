package dev.athanor.engine.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.TestAuthority;
import dev.athanor.engine.testing.TestAuthority.Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGProperty;

/** What the driver does with them, ClientCertificateTest of the cli tries on a real server. */
class ClientKeyTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(Key.class)
  void everyFormBecomesOneThatJavaReads(Key key) throws Exception {
    assumeTrue(TestAuthority.isPossible(), "no openssl");
    new TestAuthority(directory).issue("client", "client", key);
    String text = Files.readString(directory.resolve("client.key"));

    byte[] der = ClientKey.pkcs8(text).orElseThrow();

    String algorithm = key == Key.SEC1 ? "EC" : "RSA";
    assertThat(
            KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(der))
                .getAlgorithm())
        .isEqualTo(algorithm);
  }

  /** Whatever ends the process afterwards, nothing of the key is left. */
  @Test
  void itsFileIsThereOnlyUntilItIsConnected() throws Exception {
    assumeTrue(TestAuthority.isPossible(), "no openssl");
    new TestAuthority(directory).issue("client", "client", Key.SEC1);
    Properties properties = new Properties();
    PGProperty.SSL_KEY.set(properties, directory.resolve("client.key").toString());
    Path file;
    try (ClientKey key = ClientKey.forDriver(properties)) {
      assertThat(key).isNotNull();
      file = Path.of(PGProperty.SSL_KEY.getOrDefault(properties));
      assertThat(file).exists().isNotEqualTo(directory.resolve("client.key"));
      assertThat(Files.getPosixFilePermissions(file))
          .containsOnly(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void whatIsNoneIsLeftAlone() {
    assertThat(ClientKey.pkcs8("")).isEmpty();
    assertThat(ClientKey.pkcs8("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))
        .isEmpty();
    assertThat(
            ClientKey.pkcs8(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"
                    + "-----END RSA PRIVATE KEY-----"))
        .isEmpty();
    assertThat(
            ClientKey.pkcs8("-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----"))
        .isEmpty();
  }

  /** Whatever is mounted there, it is the driver that says what is wrong with it. */
  @Test
  void noTextBreaksIt() {
    Random random = new Random(12);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = 0x30;
      }
      String kind = new String[] {"RSA ", "EC ", ""}[random.nextInt(3)];
      ClientKey.pkcs8(
          "-----BEGIN "
              + kind
              + "PRIVATE KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(bytes)
              + "\n-----END");
    }
  }
}
