package dev.athanor.operator.watch;

import dev.athanor.crds.v1alpha1.DatabaseBackup;
import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.crds.v1alpha1.DatabaseRestore;
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
 *
 * @param <P> the resource
 */
public final class Watches<P extends HasMetadata> {
  /** A page of a watch's first list: at no time are more of these in memory as text. */
  public static final long PAGE = 500;

  private final Class<P> primary;
  private final String selector;
  private final String annotation;
  private final List<InformerEventSource<Job, P>> jobs = new ArrayList<>();
  private final List<InformerEventSource<Pod, P>> pods = new ArrayList<>();

  private Watches(Class<P> primary, String selector, String annotation) {
    this.primary = primary;
    this.selector = selector;
    this.annotation = annotation;
  }

  /** Of all that was made for DatabaseMigrations: what works on their backups, too. */
  public static Watches<DatabaseMigration> ofMigrations(
      EventSourceContext<DatabaseMigration> context) {
    return new Watches<>(DatabaseMigration.class, Names.SELECTOR, Names.MIGRATION).in(context);
  }

  /** Of what was made for DatabaseBackups. */
  public static Watches<DatabaseBackup> ofBackups(EventSourceContext<DatabaseBackup> context) {
    String selector = Names.SELECTOR + "," + Names.BACKUP_UID;
    return new Watches<>(DatabaseBackup.class, selector, Names.BACKUP).in(context);
  }

  /** Of what was made for DatabaseRestores. */
  public static Watches<DatabaseRestore> ofRestores(EventSourceContext<DatabaseRestore> context) {
    String selector = Names.SELECTOR + "," + Names.RESTORE_UID;
    return new Watches<>(DatabaseRestore.class, selector, Names.RESTORE_NAME).in(context);
  }

  private Watches<P> in(EventSourceContext<P> context) {
    // One store for several namespaces would lose those of all others when one is listed anew.
    for (String namespace :
        context.getControllerConfiguration().getInformerConfig().getNamespaces()) {
      jobs.add(new InformerEventSource<>(jobs(namespace), context));
      pods.add(new InformerEventSource<>(pods(namespace), context));
    }
    return this;
  }

  public List<EventSource<?, P>> sources() {
    List<EventSource<?, P>> all = new ArrayList<>(jobs);
    all.addAll(pods);
    return all;
  }

  /** Whether there is a Job of that name and namespace. */
  public boolean hasJob(ResourceID job) {
    return jobs.stream().anyMatch(watch -> watch.get(job).isPresent());
  }

  private InformerEventSourceConfiguration<Job> jobs(String namespace) {
    return InformerEventSourceConfiguration.from(Job.class, primary)
        .withName("jobs in " + namespace)
        .withNamespaces(Set.of(namespace))
        .withLabelSelector(selector)
        .withInformerListLimit(PAGE)
        .withItemStore(new JobStore())
        .withSecondaryToPrimaryMapper(this::owner)
        .build();
  }

  private InformerEventSourceConfiguration<Pod> pods(String namespace) {
    return InformerEventSourceConfiguration.from(Pod.class, primary)
        .withName("pods in " + namespace)
        .withNamespaces(Set.of(namespace))
        .withLabelSelector(selector)
        .withFieldSelector(
            new FieldSelector(
                List.of(
                    new FieldSelector.Field("status.phase", "Succeeded", true),
                    new FieldSelector.Field("status.phase", "Failed", true))))
        .withSecondaryToPrimaryMapper(this::owner)
        .build();
  }

  private Set<ResourceID> owner(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String name = annotations == null ? null : annotations.get(annotation);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
  }
}
