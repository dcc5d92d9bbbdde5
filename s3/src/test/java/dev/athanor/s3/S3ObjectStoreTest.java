package dev.athanor.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.athanor.engine.backup.object.ObjectListing;
import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.engine.backup.object.ObjectStoreException;
import dev.athanor.engine.backup.object.ObjectUpload;
import dev.athanor.s3.testing.FaultyProxy;
import dev.athanor.s3.testing.TestS3;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against a real server, with what stands between them. */
class S3ObjectStoreTest {
  @TempDir Path directory;

  private TestS3 server(SSLContext tls) throws Exception {
    return new TestS3(Files.createDirectories(directory.resolve("s3")), tls);
  }

  private static ObjectStore open(String location) {
    return new S3ObjectStore(S3Address.parse(location), Duration.ofSeconds(2));
  }

  @Test
  void doesWhatStoresDo() throws Exception {
    try (TestS3 s3 = server(null);
        ObjectStore objects = open(s3.location("p"))) {
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < 1100; i++) {
        keys.add("many/" + i);
        Files.createDirectories(s3.file("p/many"));
        Files.writeString(s3.file("p/many/" + i), "x");
      }
      objects.put("one", "1".getBytes(StandardCharsets.UTF_8));
      ObjectListing all = objects.list("");
      assertThat(all.items()).hasSize(1101);
      assertThat(all.now()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
      objects.delete(keys);
      objects.delete(List.of("not/there"));
      assertThat(objects.list("").items())
          .extracting(ObjectListing.Item::key)
          .containsExactly("one");
      assertThatThrownBy(() -> objects.get("two"))
          .isInstanceOfSatisfying(
              ObjectStoreException.class,
              e -> assertThat(e.kind()).isEqualTo(ObjectStoreException.Kind.MISSING));
    }
  }

  @Test
  void endsUploadsOfItsOwnPrefixOnly() throws Exception {
    Path file = Files.write(directory.resolve("part"), new byte[6 << 20]);
    try (TestS3 s3 = server(null);
        ObjectStore objects = open(s3.location("p"));
        ObjectStore others = open(s3.location("q"))) {
      ObjectUpload abandoned = objects.begin("dead/member");
      abandoned.part(1, file, 0, 6 << 20);
      ObjectUpload theirs = others.begin("dead/member");
      theirs.part(1, file, 0, 6 << 20);
      objects.abortUploads("dead/");
      theirs.complete();
      assertThat(others.list("").items()).hasSize(1);
      assertThat(s3.keys("p/")).isEmpty();
    }
  }

  @Test
  void aCutAnswerIsNotTakenForAWholeOne() throws Exception {
    try (TestS3 s3 = server(null);
        FaultyProxy proxy = new FaultyProxy(s3.port(), line -> FaultyProxy.PASS);
        ObjectStore objects = open(s3.location(proxy.port(), "p"))) {
      objects.put("large", new byte[100_000]);
      proxy.faults(line -> new FaultyProxy.Cut(50_000));
      assertThatThrownBy(
              () -> {
                try (InputStream in = objects.get("large")) {
                  in.readAllBytes();
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void asksAgainWhereAServerSaysNothing() throws Exception {
    AtomicInteger n = new AtomicInteger();
    try (TestS3 s3 = server(null);
        FaultyProxy proxy =
            new FaultyProxy(
                s3.port(),
                line ->
                    n.incrementAndGet() == 1
                        ? new FaultyProxy.Slow(Duration.ofSeconds(20))
                        : FaultyProxy.PASS);
        ObjectStore objects = open(s3.location(proxy.port(), "p"))) {
      objects.put("one", new byte[1]);
      assertThat(objects.list("").items()).hasSize(1);
      assertThat(proxy.requests()).hasSizeGreaterThan(2);
    }
  }

  @Test
  void trustsTheAuthorityThatItIsGivenAndNoOther() throws Exception {
    Path keys = directory.resolve("keys.p12");
    keytool(
        "-genkeypair",
        "-keystore",
        keys.toString(),
        "-keyalg",
        "EC",
        "-dname",
        "CN=s3",
        "-ext",
        "SAN=IP:127.0.0.1",
        "-alias",
        "s3");
    Path ca = directory.resolve("ca.crt");
    keytool(
        "-exportcert",
        "-keystore",
        keys.toString(),
        "-alias",
        "s3",
        "-rfc",
        "-file",
        ca.toString());
    try (TestS3 s3 = server(tls(keys))) {
      try (ObjectStore objects = open(s3.location("p") + "&ca=" + ca)) {
        objects.put("one", new byte[1]);
        assertThat(objects.list("").items()).hasSize(1);
      }
      try (ObjectStore objects = open(s3.location("p"))) {
        assertThatThrownBy(() -> objects.list("")).hasMessageContaining("PKIX");
      }
      Path none = Files.writeString(directory.resolve("none"), "no certificate");
      try (ObjectStore objects = open(s3.location("p") + "&ca=" + none)) {
        assertThatThrownBy(() -> objects.list(""))
            .hasMessageContaining("the certificates in " + none + " cannot be used");
      }
    }
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", "changeit"));
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  private static SSLContext tls(Path keys) throws Exception {
    char[] password = "changeit".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, password);
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void exchangesThePodsTokenForKeys() throws Exception {
    try (TestS3 s3 = server(null)) {
      String user = System.getProperty("aws.accessKeyId");
      String secret = System.getProperty("aws.secretAccessKey");
      List<String> asked = new ArrayList<>();
      HttpServer sts =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      sts.createContext(
          "/",
          exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = identity(user, secret).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      sts.start();
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
      System.setProperty("aws.region", "eu-west-3");
      System.setProperty("aws.roleArn", "arn:aws:iam::123456789012:role/backups");
      System.setProperty(
          "aws.webIdentityTokenFile",
          Files.writeString(directory.resolve("token"), "the-pods-token").toString());
      System.setProperty("aws.endpointUrlSts", "http://127.0.0.1:" + sts.getAddress().getPort());
      try (ObjectStore objects = open(s3.location("p"))) {
        objects.put("one", new byte[1]);
        assertThat(objects.list("").items()).hasSize(1);
        assertThat(asked).singleElement().asString().contains("the-pods-token");
      } finally {
        for (String name : List.of("region", "roleArn", "webIdentityTokenFile", "endpointUrlSts")) {
          System.clearProperty("aws." + name);
        }
        System.setProperty("aws.accessKeyId", user);
        System.setProperty("aws.secretAccessKey", secret);
        sts.stop(0);
      }
    }
  }

  private static String identity(String user, String secret) {
    return "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
        + "<AccessKeyId>"
        + user
        + "</AccessKeyId><SecretAccessKey>"
        + secret
        + "</SecretAccessKey><SessionToken>s</SessionToken><Expiration>"
        + Instant.now().plusSeconds(3600)
        + "</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
        + "</AssumeRoleWithWebIdentityResponse>";
  }
}
