package dev.athanor.operator.watch;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The watches of what the operator has made. They wake its resource, and know what is at work: all
 * living pods and Jobs. A pod that has ended is not among them, and of a Job that has ended little
 * is left ({@link JobStore}): whoever needs more asks the API server.
 */
public final class Watches {
  /** A page of a watch's first list: at no time are more of these in memory as text. */
  public static final long PAGE = 500;

  private final List<InformerEventSource<Job, DatabaseMigration>> jobs = new ArrayList<>();
  private final List<InformerEventSource<Pod, DatabaseMigration>> pods = new ArrayList<>();

  private Watches() {}

  public static Watches of(EventSourceContext<DatabaseMigration> context) {
    Watches watches = new Watches();
    // One store for several namespaces would lose those of all others when one is listed anew.
    for (String namespace :
        context.getControllerConfiguration().getInformerConfig().getNamespaces()) {
      watches.jobs.add(new InformerEventSource<>(jobs(namespace), context));
      watches.pods.add(new InformerEventSource<>(pods(namespace), context));
    }
    return watches;
  }

  public List<EventSource<?, DatabaseMigration>> sources() {
    List<EventSource<?, DatabaseMigration>> all = new ArrayList<>(jobs);
    all.addAll(pods);
    return all;
  }

  /** Whether there is a Job of that name and namespace. */
  public boolean hasJob(ResourceID job) {
    return jobs.stream().anyMatch(watch -> watch.get(job).isPresent());
  }

  private static InformerEventSourceConfiguration<Job> jobs(String namespace) {
    return InformerEventSourceConfiguration.from(Job.class, DatabaseMigration.class)
        .withName("jobs in " + namespace)
        .withNamespaces(Set.of(namespace))
        .withLabelSelector(Names.SELECTOR)
        .withInformerListLimit(PAGE)
        .withItemStore(new JobStore())
        .withSecondaryToPrimaryMapper(Watches::owner)
        .build();
  }

  private static InformerEventSourceConfiguration<Pod> pods(String namespace) {
    return InformerEventSourceConfiguration.from(Pod.class, DatabaseMigration.class)
        .withName("pods in " + namespace)
        .withNamespaces(Set.of(namespace))
        .withLabelSelector(Names.SELECTOR)
        .withFieldSelector(
            new FieldSelector(
                List.of(
                    new FieldSelector.Field("status.phase", "Succeeded", true),
                    new FieldSelector.Field("status.phase", "Failed", true))))
        .withSecondaryToPrimaryMapper(Watches::owner)
        .build();
  }

  private static Set<ResourceID> owner(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String name = annotations == null ? null : annotations.get(Names.MIGRATION);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
  }
}
