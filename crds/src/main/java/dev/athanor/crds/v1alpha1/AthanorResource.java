package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Map;
import java.util.Optional;

/**
 * A resource of this group: one whose spec cannot be read is there all the same, and says why.
 *
 * @param <S> its spec
 * @param <T> its status
 */
public abstract class AthanorResource<S, T> extends CustomResource<S, T> implements Namespaced {
  private static final long serialVersionUID = 1L;

  public static final String GROUP = "athanor.dev";
  public static final String VERSION = "v1alpha1";

  /** A property that a copy keeps; the API server neither sends nor stores it. */
  static final String UNREADABLE = "x-unreadable";

  private String unreadable;

  AthanorResource() {}

  /** Why the spec could not be read, naming the field; it is null then. Empty when it was read. */
  public Optional<String> unreadable() {
    return Optional.ofNullable(unreadable);
  }

  void markUnreadable(String why) {
    spec = null;
    unreadable = why;
  }

  @JsonAnyGetter
  Map<String, String> mark() {
    return unreadable == null ? Map.of() : Map.of(UNREADABLE, unreadable);
  }
}
