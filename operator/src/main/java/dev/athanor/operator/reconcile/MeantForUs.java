package dev.athanor.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;

/**
 * Lets through what somebody else changed: the spec, the annotations (a request for another try),
 * deletion and finalizers; not the status, which only the operator writes.
 */
public final class MeantForUs implements OnUpdateFilter<HasMetadata> {
  @Override
  public boolean accept(HasMetadata after, HasMetadata before) {
    ObjectMeta now = after.getMetadata();
    ObjectMeta then = before.getMetadata();
    return !Objects.equals(now.getGeneration(), then.getGeneration())
        || !Objects.equals(now.getAnnotations(), then.getAnnotations())
        || !Objects.equals(now.getFinalizers(), then.getFinalizers())
        || !Objects.equals(now.getDeletionTimestamp(), then.getDeletionTimestamp());
  }
}
