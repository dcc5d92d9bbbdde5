package dev.athanor.s3;

import dev.athanor.engine.backup.object.ObjectStoreException;
import dev.athanor.engine.backup.object.ObjectUpload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** S3's multipart upload. */
final class S3Upload implements ObjectUpload {
  private final S3Client client;
  private final String bucket;
  private final String key;
  private final String id;
  private final Map<Integer, CompletedPart> parts = new ConcurrentSkipListMap<>();

  S3Upload(S3Client client, String bucket, String key, String id) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.id = id;
  }

  static S3Upload begin(S3Client client, String bucket, String key) throws IOException {
    String id =
        Failures.told(
                "begin " + key,
                () -> client.createMultipartUpload(create -> create.bucket(bucket).key(key)))
            .uploadId();
    return new S3Upload(client, bucket, key, id);
  }

  @Override
  public void part(int number, Path file, long offset, long length) throws IOException {
    FileSlice slice = new FileSlice(file, offset, length);
    String md5 = slice.contentMd5();
    UploadPartResponse stored =
        Failures.told(
            "store part " + number + " of " + key,
            () ->
                client.uploadPart(
                    part ->
                        part.bucket(bucket)
                            .key(key)
                            .uploadId(id)
                            .partNumber(number)
                            .contentLength(length)
                            .contentMD5(md5),
                    slice.body()));
    parts.put(number, CompletedPart.builder().partNumber(number).eTag(stored.eTag()).build());
  }

  /**
   * Also where there is no such upload any more: then the answer to a first request was lost, and
   * what is read back shows whether all is there.
   */
  @Override
  public void complete() throws IOException {
    unlessMissing(
        "complete " + key,
        () ->
            client.completeMultipartUpload(
                complete ->
                    complete
                        .bucket(bucket)
                        .key(key)
                        .uploadId(id)
                        .multipartUpload(all -> all.parts(new ArrayList<>(parts.values())))));
  }

  @Override
  public void abort() throws IOException {
    unlessMissing(
        "abort " + key,
        () -> client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id)));
  }

  private static void unlessMissing(String what, Failures.Request<?> request) throws IOException {
    try {
      Failures.told(what, request);
    } catch (ObjectStoreException e) {
      if (e.kind() != ObjectStoreException.Kind.MISSING) {
        throw e;
      }
    }
  }
}
