package dev.athanor.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3AddressTest {
  @Test
  void readsAllOfIt() {
    S3Address address =
        S3Address.parse(
            "s3://shop-backups/team/a//?endpoint=http%3A%2F%2F127.0.0.1%3A9000&region=eu-1"
                + "&pathStyle=false&ca=/");
    assertThat(address.bucket()).isEqualTo("shop-backups");
    assertThat(address.prefix()).isEqualTo("team/a/");
    assertThat(address.endpoint()).contains(URI.create("http://127.0.0.1:9000"));
    assertThat(address.region()).contains("eu-1");
    assertThat(address.pathStyle()).isFalse();
    assertThat(address.ca()).contains(Path.of("/"));
  }

  @ParameterizedTest
  @CsvSource({
    "s3://b-1, https://b-1.s3.eu-west-3.amazonaws.com/k",
    "s3://b-1?pathStyle=true, https://s3.eu-west-3.amazonaws.com/b-1/k",
    "s3://b-1?endpoint=https://minio:9000, https://minio:9000/b-1/k",
    "s3://b-1?endpoint=https://minio:9000&pathStyle=false, https://b-1.minio:9000/k",
  })
  void namesTheBucketInTheHostOrInThePath(String location, String url) {
    S3Address address =
        S3Address.parse(location + (location.contains("?") ? "&" : "?") + "region=eu-west-3");
    assertThat(
            S3Clients.of(address, Duration.ofSeconds(1))
                .utilities()
                .getUrl(get -> get.bucket(address.bucket()).key("k")))
        .hasToString(url);
  }

  @ParameterizedTest
  @CsvSource({
    "s3://, '\"\" is no name of a bucket'",
    "s3://-b, '\"-b\" is no name of a bucket'",
    "s3://bücher, '\"bücher\" is no name'",
    "s3://b1?endpont=x, '\"endpont\" is no parameter'",
    "s3://b1?region, '\"region\" is no parameter'",
    "s3://b1?region=a&region=b, '\"region\" is given twice'",
    "s3://b1?region=a%2Fb, '\"a/b\" is no region'",
    "s3://b1?endpoint=minio:9000, 'the endpoint \"minio:9000\" is no URL of a host'",
    "s3://b1?endpoint=https://u:secret@h, 'the endpoint \"https://…@h\" is no URL'",
    "s3://b1?endpoint=%zz, '\"%zz\" has a %'",
    "s3://b1?pathStyle=yes, 'pathStyle is \"yes\", neither true nor false'",
    "s3://b1?ca=/no/such/file, 'certificates \"/no/such/file\" cannot be read'",
    "s3://AKIA:secret@b1/p, 'holds credentials'",
  })
  void namesWhatIsWrong(String location, String message) {
    AthanorException e =
        catchThrowableOfType(AthanorException.class, () -> S3Address.parse(location));
    assertThat(e).hasMessageContaining(message);
    assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    assertThat(e.getMessage()).doesNotContain("secret");
  }

  @Test
  void refusesOrReadsWhateverIsWritten() {
    Random random = new Random(16);
    String alphabet = "ab-.:/?&=%@#+ _é\\\"region";
    for (int n = 0; n < 5000; n++) {
      StringBuilder text = new StringBuilder("s3://");
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(S3Address.parse(text.toString()).prefix()).matches("|.*[^/]/");
      } catch (AthanorException refused) {
        assertThat(refused.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
      }
    }
  }
}
