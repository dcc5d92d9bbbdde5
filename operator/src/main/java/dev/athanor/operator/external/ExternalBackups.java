package dev.athanor.operator.external;

import dev.athanor.crds.v1alpha1.DatabaseMigrationStatus.ExternalBackupStatus;
import dev.athanor.operator.jobs.LiveJobs;
import dev.athanor.operator.resource.Migration;
import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The objects by which other controllers are asked for backups, as the API server has them. */
public final class ExternalBackups {
  /** Answers that change only if somebody does something. */
  private static final Set<Integer> REFUSALS =
      Set.of(
          HttpURLConnection.HTTP_BAD_REQUEST,
          HttpURLConnection.HTTP_FORBIDDEN,
          HttpURLConnection.HTTP_NOT_FOUND,
          422);

  private final KubernetesClient client;

  public ExternalBackups(KubernetesClient client) {
    this.client = client;
  }

  /** What has become of the one that was decided on. */
  public ExternalState state(Migration migration, ExternalBackupStatus backup) {
    try {
      GenericKubernetesResource object = resource(migration, backup).get();
      if (object == null) {
        return new ExternalState.Absent();
      }
      return isOf(object, migration)
          ? ExternalObject.of(migration.spec().backup().external()).status().read(object)
          : taken(backup);
    } catch (KubernetesClientException e) {
      return refused("looked at", backup, e);
    }
  }

  /**
   * Asks for it. It has no owner, for it is to outlive the DatabaseMigration.
   *
   * @return why it cannot be; empty when it is there
   */
  public Optional<ExternalState.Failed> create(Migration migration, ExternalBackupStatus backup) {
    String name = migration.resource().getMetadata().getName();
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(backup.apiVersion());
    object.setKind(backup.kind());
    object.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(migration.resource().getMetadata().getNamespace())
            .withName(backup.name())
            .withLabels(
                Map.of(
                    Names.MANAGED_BY,
                    Names.MANAGER,
                    Names.MIGRATION,
                    Names.label(name),
                    Names.UID,
                    migration.uid()))
            .build());
    object.setAdditionalProperty(
        "spec", ExternalObject.of(migration.spec().backup().external()).spec());
    try {
      client
          .genericKubernetesResources(backup.apiVersion(), backup.kind())
          .inNamespace(migration.resource().getMetadata().getNamespace())
          .resource(object)
          .create();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_CONFLICT
          ? Optional.empty() // The next look says whose it is.
          : Optional.of(refused("created", backup, e));
    }
  }

  private Resource<GenericKubernetesResource> resource(
      Migration migration, ExternalBackupStatus backup) {
    return client
        .genericKubernetesResources(backup.apiVersion(), backup.kind())
        .inNamespace(migration.resource().getMetadata().getNamespace())
        .withName(backup.name());
  }

  private static boolean isOf(GenericKubernetesResource object, Migration migration) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels != null && migration.uid().equals(labels.get(Names.UID));
  }

  private static ExternalState.Failed taken(ExternalBackupStatus backup) {
    return new ExternalState.Failed(
        "ExternalBackupRefused",
        "%s is not the operator's, or lost its label %s: delete or rename it"
            .formatted(backup, Names.UID));
  }

  private static ExternalState.Failed refused(
      String what, ExternalBackupStatus backup, KubernetesClientException e) {
    // Without an answer of the API server's, and not for want of one: it was not even asked.
    boolean noSuchKind = e.getStatus() == null && e.getCause() == null;
    if (!noSuchKind && !REFUSALS.contains(e.getCode())) {
      throw e;
    }
    String message =
        noSuchKind
            ? "this cluster has no %s of %s: install its controller"
                .formatted(backup.kind(), backup.apiVersion())
            : "it cannot be %s: %s (the chart's value externalBackups gives the right)"
                .formatted(what, LiveJobs.answer(e));
    return new ExternalState.Failed("ExternalBackupRefused", message);
  }
}
