package dev.athanor.operator.testing;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** The one Lease that the chart's rights are for. */
public final class TestLease {
  public static final String NAME = "athanor";

  private TestLease() {}

  /** Whose it is; null when there is none yet. */
  public static String holder() {
    Lease lease = lease().get();
    return lease == null ? null : lease.getSpec().getHolderIdentity();
  }

  /** As if another had taken it while its holder was cut off, and had died at once. */
  public static void take(String identity) {
    lease()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"holderIdentity\":\"%s\",\"leaseDurationSeconds\":3}}"
                .formatted(identity));
  }

  private static Resource<Lease> lease() {
    return TestApiServer.get().admin().leases().inNamespace(ChartRights.SYSTEM).withName(NAME);
  }
}
