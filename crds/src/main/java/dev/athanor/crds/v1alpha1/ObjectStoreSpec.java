package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * A bucket of Amazon S3, or of a server that speaks its protocol.
 *
 * @param bucket name of the bucket, which has to be there.
 * @param prefix what all keys begin with, such as {@code team/shop}; the bucket itself when absent.
 *     Several resources and clusters may share one.
 * @param endpoint URL of the server, such as {@code https://minio:9000}; Amazon's when absent.
 * @param region region of the bucket; when absent the pod's own, and with an endpoint {@code
 *     us-east-1}, which servers of one region take for theirs.
 * @param pathStyle whether the bucket is named in the path instead of the host; true with an
 *     endpoint unless it says otherwise.
 * @param credentialsSecret the Secret with the key to the bucket. Without it the pod's own identity
 *     opens it: that of {@code runner.serviceAccountName}.
 * @param caSecret the Secret with the certificate of the endpoint's authority, where the image's do
 *     not vouch for it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectStoreSpec(
    @Required @Size(min = 2, max = 255) @Pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$") String bucket,
    @Size(min = 1, max = 512)
        @ValidationRule(
            value = "!self.startsWith('/') && !self.matches('[?#]')",
            message = "objectStore.prefix begins with no slash and has neither ? nor #")
        String prefix,
    @Size(max = 1024)
        @ValidationRule(
            value = "self.matches('^https?://[^/?#@]+(/[^?#@]*)?$')",
            message =
                "objectStore.endpoint is a URL such as https://host:9000, without credentials: put"
                    + " them into objectStore.credentialsSecret")
        String endpoint,
    @Size(min = 1, max = 64) @Pattern("^[A-Za-z0-9-]+$") String region,
    Boolean pathStyle,
    KeySecret credentialsSecret,
    DatabaseSpec.CaSecret caSecret) {

  /**
   * A Secret with an access key in the resource's namespace. It is given to the container that
   * backs up; the operator never reads it.
   *
   * @param name name of the Secret.
   * @param accessKeyIdKey key of the access key's id; {@code AWS_ACCESS_KEY_ID} when absent.
   * @param secretAccessKeyKey key of its secret; {@code AWS_SECRET_ACCESS_KEY} when absent.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record KeySecret(
      @Required @Size(min = 1, max = 253) String name,
      @Size(min = 1, max = 253) @Pattern("^[-._a-zA-Z0-9]+$") String accessKeyIdKey,
      @Size(min = 1, max = 253) @Pattern("^[-._a-zA-Z0-9]+$") String secretAccessKeyKey) {}
}
