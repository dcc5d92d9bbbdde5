package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * The compiled bundle, and the digest that pins it.
 *
 * @param configMap a ConfigMap that holds the bundle. Either this or {@code image}.
 * @param image an image that holds the bundle. Either this or {@code configMap}.
 * @param digest SHA-256 of the bundle file as {@code sha256:} and 64 hex digits. Every container
 *     compares what it reads with it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.configMap) != has(self.image)",
    message = "set exactly one of source.configMap and source.image")
public record SourceSpec(
    ConfigMapSource configMap,
    ImageSource image,
    @Required @Size(max = 71) @Pattern(DatabaseMigrationSpec.DIGEST) String digest) {

  /**
   * A ConfigMap in the resource's namespace.
   *
   * @param name name of the ConfigMap; {@code athanor:manifest} writes it immutable and named by
   *     digest.
   * @param key key in its {@code binaryData}.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ConfigMapSource(
      @Required @Size(min = 1, max = 253) String name,
      @Default("bundle.zip") @Size(min = 1, max = 253) String key) {}

  /**
   * An image from which an init container copies the bundle; it must have a {@code cp} command.
   *
   * @param reference reference of the image, best by digest.
   * @param path absolute path of the bundle in the image.
   * @param classpath absolute path of a directory in the image with the jars that live changesets
   *     need ({@code allowLive}). They take the place of those in the runner's image.
   * @param pullPolicy when the kubelet pulls it; Kubernetes' default when absent.
   * @param pullSecrets names of Secrets for pulling it, in the resource's namespace.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ImageSource(
      @Required @Size(min = 1, max = 1024) @Pattern("^[^\\s]+$") String reference,
      @Default("/bundle.zip") @Size(min = 2, max = 1024) @Pattern("^/") String path,
      @Size(min = 2, max = 1024) @Pattern("^/.*[^/]$") String classpath,
      PullPolicy pullPolicy,
      List<String> pullSecrets) {
    public ImageSource {
      pullSecrets = pullSecrets == null ? null : List.copyOf(pullSecrets);
    }
  }

  /** Kubernetes' imagePullPolicy. */
  public enum PullPolicy {
    Always,
    IfNotPresent,
    Never
  }
}
