package dev.athanor.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.engine.backup.object.ObjectStoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A machine without keys; its own identity is not asked for, which would take seconds. */
class KeysTest {
  private static final List<String> OTHERS =
      List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region");
  private static final String NO_MACHINE = "aws.disableEc2Metadata";

  private final Properties before = (Properties) System.getProperties().clone();

  @BeforeEach
  void withoutAnything() {
    OTHERS.forEach(System::clearProperty);
    System.setProperty(NO_MACHINE, "true");
  }

  @AfterEach
  void asItWas() {
    System.setProperties(before);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> list("s3://bucket?region=eu-west-1"))
        .isInstanceOf(ObjectStoreException.class)
        .hasMessageStartingWith("cannot list bucket/: there are no keys; set AWS_ACCESS_KEY_ID")
        .hasMessageNotContaining("Provider");
    assertThatThrownBy(() -> list("s3://bucket"))
        .hasMessageContaining("the bucket's region is not known; add region=…");
  }

  @Test
  void whoNamedAnIdentityIsToldWhatBecameOfIt() {
    Keys keys = new Keys(Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"));
    assertThatThrownBy(keys::resolveCredentials)
        .isInstanceOf(SdkClientException.class)
        .hasMessageContaining("WebIdentityTokenFileCredentialsProvider");
  }

  private static void list(String location) throws IOException {
    try (ObjectStore objects =
        new S3ObjectStore(S3Address.parse(location), Duration.ofSeconds(2))) {
      objects.list("");
    }
  }
}
