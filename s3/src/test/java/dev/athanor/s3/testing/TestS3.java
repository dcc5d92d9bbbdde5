package dev.athanor.s3.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

/** A real S3 server in this JVM, its objects in a directory; it checks signatures and clocks. */
public final class TestS3 implements AutoCloseable {
  public static final String BUCKET = "backups";
  private static final String USER = "a-test-user";
  private static final String SECRET = "a-test-secret";

  private final Path directory;
  private final BlobStoreContext context;
  private final S3Proxy server;
  private final boolean secure;

  public TestS3(Path directory) throws Exception {
    this(directory, null);
  }

  /**
   * @param tls null for plain HTTP
   */
  public TestS3(Path directory, SSLContext tls) throws Exception {
    this.directory = directory;
    this.secure = tls != null;
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", directory.toString());
    context =
        ContextBuilder.newBuilder("filesystem-nio2")
            .credentials("none", "none")
            .overrides(properties)
            .build(BlobStoreContext.class);
    BlobStore blobs = context.getBlobStore();
    blobs.createContainerInLocation(null, BUCKET);
    S3Proxy.Builder builder =
        S3Proxy.builder()
            .blobStore(blobs)
            .awsAuthentication(AuthenticationType.AWS_V4, USER, SECRET)
            // It knows no sessions: their token is one.
            .ignoreUnknownHeaders(true);
    URI any = URI.create((secure ? "https" : "http") + "://127.0.0.1:0");
    server =
        secure
            ? builder.secureEndpoint(any).sslContext(tls).build()
            : builder.endpoint(any).build();
    server.setBlobStoreLocator(
        (identity, container, blob) -> USER.equals(identity) ? Map.entry(SECRET, blobs) : null);
    server.start();
    System.setProperty("aws.accessKeyId", USER);
    System.setProperty("aws.secretAccessKey", SECRET);
  }

  public int port() {
    return secure ? server.getSecurePort() : server.getPort();
  }

  /** What athanor is given; {@code port} is the server's or that of something before it. */
  public String location(int port, String prefix) {
    return "s3://"
        + BUCKET
        + "/"
        + prefix
        + "?endpoint="
        + (secure ? "https" : "http")
        + "://127.0.0.1:"
        + port;
  }

  public String location(String prefix) {
    return location(port(), prefix);
  }

  /** The file of an object. */
  public Path file(String key) {
    return directory.resolve(BUCKET).resolve(key);
  }

  /** The keys below a prefix, parts of uploads that were not completed included. */
  public List<String> keys(String prefix) throws IOException {
    Path bucket = directory.resolve(BUCKET);
    try (Stream<Path> files = Files.walk(bucket)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> bucket.relativize(file).toString())
          .filter(key -> key.startsWith(prefix) || key.contains("mpu"))
          .sorted()
          .toList();
    }
  }

  /** Has all objects below a prefix be of the past. */
  public void age(String prefix, Duration by) throws IOException {
    for (String key : keys(prefix)) {
      Files.setLastModifiedTime(file(key), FileTime.from(Instant.now().minus(by)));
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    context.close();
  }
}
