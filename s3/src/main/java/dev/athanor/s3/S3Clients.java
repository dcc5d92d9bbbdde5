package dev.athanor.s3;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Amazon's client as we want it: by the protocol that all servers speak. */
final class S3Clients {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** The last of these is sent after half a minute or so: a server may restart meanwhile. */
  private static final int ATTEMPTS = 7;

  /** Servers other than Amazon's have one region, and take this name for it. */
  private static final Region ANY = Region.US_EAST_1;

  private S3Clients() {}

  /**
   * @param silence how long a server may say nothing before it is asked again
   */
  static S3Client of(S3Address address, Duration silence) {
    UrlConnectionHttpClient.Builder http =
        UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(silence);
    address
        .ca()
        .map(S3Clients::trusting)
        .ifPresent(managers -> http.tlsTrustManagersProvider(() -> managers));
    S3ClientBuilder client =
        S3Client.builder()
            .httpClientBuilder(http)
            .credentialsProvider(new Keys(System.getenv()))
            // Not every server knows the newer checksums: we send MD5s, and compare SHA-256s.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .addPlugin(LegacyMd5Plugin.create())
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(address.pathStyle())
                    .chunkedEncodingEnabled(false)
                    .expectContinueEnabled(false)
                    .build())
            .overrideConfiguration(
                override ->
                    override.retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .retryOnException(S3Clients::isCutAnswer)
                            .build()));
    address.endpoint().ifPresent(client::endpointOverride);
    client.region(
        address
            .region()
            .map(Region::of)
            .or(() -> address.endpoint().map(own -> ANY))
            .orElseGet(S3Clients::regionOfTheEnvironment));
    return client.build();
  }

  private static Region regionOfTheEnvironment() {
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      // What the chain says is a paragraph of class names.
      throw SdkClientException.create(
          "the bucket's region is not known; add region=… to its URL or set AWS_REGION");
    }
  }

  /**
   * To the client itself, half an answer is a defect of the server's, and is not asked for again.
   */
  private static boolean isCutAnswer(Throwable e) {
    return e instanceof SdkClientException && e.getCause() instanceof XMLStreamException;
  }

  private static TrustManager[] trusting(Path ca) {
    try (InputStream in = Files.newInputStream(ca)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("ca" + trusted.size(), certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      if (certificates.isEmpty()) {
        throw new IOException("there is no certificate in it");
      }
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the certificates in " + ca + " cannot be used: " + e.getMessage(),
          "Give a file of certificates in PEM.",
          e);
    }
  }
}
