package dev.athanor.s3;

import dev.athanor.engine.backup.object.ObjectListing;
import dev.athanor.engine.backup.object.ObjectStore;
import dev.athanor.engine.backup.object.ObjectUpload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** A bucket below a prefix; its client is made when something is asked of it first. */
final class S3ObjectStore implements ObjectStore {
  /** As many keys as one request takes. */
  private static final int MOST_KEYS = 1000;

  static final Duration SILENCE = Duration.ofSeconds(60);

  private final S3Address address;
  private final Duration silence;
  private S3Client client;

  /**
   * @param silence how long a server may say nothing before it is asked again
   */
  S3ObjectStore(S3Address address, Duration silence) {
    this.address = address;
    this.silence = silence;
  }

  private synchronized S3Client client() {
    if (client == null) {
      client = S3Clients.of(address, silence);
    }
    return client;
  }

  private String full(String key) {
    return address.prefix() + key;
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    put(
        key,
        Base64.getEncoder().encodeToString(FileSlice.md5().digest(content)),
        RequestBody.fromBytes(content));
  }

  @Override
  public void put(String key, Path file) throws IOException {
    FileSlice slice = new FileSlice(file, 0, Files.size(file));
    put(key, slice.contentMd5(), slice.body());
  }

  private void put(String key, String md5, RequestBody content) throws IOException {
    Failures.told(
        "store " + key,
        () ->
            client()
                .putObject(
                    put -> put.bucket(address.bucket()).key(full(key)).contentMD5(md5), content));
  }

  @Override
  public ObjectUpload begin(String key) throws IOException {
    return S3Upload.begin(client(), address.bucket(), full(key));
  }

  @Override
  public InputStream get(String key) throws IOException {
    ResponseInputStream<GetObjectResponse> content =
        Failures.told(
            "read " + key,
            () -> client().getObject(get -> get.bucket(address.bucket()).key(full(key))));
    return new WholeStream(content, content.response().contentLength());
  }

  @Override
  public ObjectListing list(String prefix) throws IOException {
    List<ObjectListing.Item> items = new ArrayList<>();
    String next = null;
    Instant now;
    do {
      String from = next;
      ListObjectsV2Response page =
          Failures.told(
              "list " + address.bucket() + "/" + full(prefix),
              () ->
                  client()
                      .listObjectsV2(
                          list ->
                              list.bucket(address.bucket())
                                  .prefix(full(prefix))
                                  .continuationToken(from)));
      page.contents()
          .forEach(
              object ->
                  items.add(
                      new ObjectListing.Item(
                          object.key().substring(address.prefix().length()),
                          object.size(),
                          object.lastModified())));
      now = date(page);
      next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (next != null);
    return new ObjectListing(items, now);
  }

  /** A server that does not say what time it is for it has ours. */
  private static Instant date(ListObjectsV2Response page) {
    return page.sdkHttpResponse()
        .firstMatchingHeader("Date")
        .flatMap(
            text -> {
              try {
                return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            })
        .orElseGet(Instant::now);
  }

  @Override
  public void delete(List<String> keys) throws IOException {
    for (int from = 0; from < keys.size(); from += MOST_KEYS) {
      List<ObjectIdentifier> some =
          keys.subList(from, Math.min(keys.size(), from + MOST_KEYS)).stream()
              .map(key -> ObjectIdentifier.builder().key(full(key)).build())
              .toList();
      DeleteObjectsResponse answer =
          Failures.told(
              "delete " + keys.get(from),
              () ->
                  client()
                      .deleteObjects(
                          delete ->
                              delete
                                  .bucket(address.bucket())
                                  .delete(these -> these.objects(some).quiet(true))));
      if (answer.hasErrors() && !answer.errors().isEmpty()) {
        throw Failures.of(answer.errors().get(0));
      }
    }
  }

  @Override
  public void abortUploads(String prefix) throws IOException {
    String key = null;
    String id = null;
    ListMultipartUploadsResponse page;
    do {
      page = uploads(full(prefix), key, id);
      for (MultipartUpload each : page.uploads()) {
        if (each.key().startsWith(full(prefix))) {
          new S3Upload(client(), address.bucket(), each.key(), each.uploadId()).abort();
        }
      }
      key = page.nextKeyMarker();
      id = page.nextUploadIdMarker();
    } while (Boolean.TRUE.equals(page.isTruncated()) && key != null);
  }

  private ListMultipartUploadsResponse uploads(String prefix, String key, String id)
      throws IOException {
    return Failures.told(
        "list uploads of " + prefix,
        () ->
            client()
                .listMultipartUploads(
                    list ->
                        list.bucket(address.bucket())
                            .prefix(prefix)
                            .keyMarker(key)
                            .uploadIdMarker(id)));
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}
