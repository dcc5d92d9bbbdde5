package dev.athanor.operator.events;

import dev.athanor.operator.resource.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events about resources. The same thing said again raises the count of the first event,
 * whose text the API server never lets anybody change.
 *
 * <p>Events are a courtesy: what fails here is logged and changes nothing.
 */
public final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final String CONTROLLER = "athanor.dev/operator";
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** The API server refuses a note of more bytes. */
  private static final int LONGEST_NOTE = 1024;

  private static final int LONGEST_PREFIX = 200;

  private final KubernetesClient client;
  private final String instance;
  private final Clock clock;

  /**
   * @param instance who reports: the operator's pod
   */
  public EventRecorder(KubernetesClient client, String instance, Clock clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  public void record(HasMetadata about, Note note) {
    Event event = event(about, note);
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        countAgain(event);
      } else {
        LOG.warn("event {} was not published: {}", note.reason(), e.getMessage());
      }
    }
  }

  private void countAgain(Event event) {
    try {
      client
          .events()
          .v1()
          .events()
          .inNamespace(event.getMetadata().getNamespace())
          .withName(event.getMetadata().getName())
          .edit(
              first -> {
                int count = first.getSeries() == null ? 1 : first.getSeries().getCount();
                return new EventBuilder(first)
                    .withNewSeries()
                    .withCount(count + 1)
                    .withLastObservedTime(now())
                    .endSeries()
                    .build();
              });
    } catch (KubernetesClientException e) {
      LOG.warn("event {} was not counted again: {}", event.getReason(), e.getMessage());
    }
  }

  private Event event(HasMetadata about, Note note) {
    String uid = about.getMetadata().getUid();
    String name = about.getMetadata().getName();
    String text = clip(note.text());
    String prefix = name.length() > LONGEST_PREFIX ? name.substring(0, LONGEST_PREFIX) : name;
    String key =
        Names.sha256(
            String.join("|", uid, note.reason(), note.action(), note.recurring() ? "" : text));
    return new EventBuilder()
        .withNewMetadata()
        .withName(prefix + "." + key.substring(0, 16))
        .withNamespace(about.getMetadata().getNamespace())
        .endMetadata()
        .withEventTime(now())
        .withType(note.warning() ? "Warning" : "Normal")
        .withReason(note.reason())
        .withAction(note.action())
        .withNote(text)
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withNewRegarding()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withName(name)
        .withNamespace(about.getMetadata().getNamespace())
        .withUid(uid)
        .endRegarding()
        .build();
  }

  private MicroTime now() {
    return new MicroTime(MICROS.format(clock.instant()));
  }

  private static String clip(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_NOTE) {
      return text;
    }
    // A character cut in two decodes to U+FFFD, which goes as well.
    String cut = new String(bytes, 0, LONGEST_NOTE - 6, StandardCharsets.UTF_8);
    return cut.replaceAll("\uFFFD+$", "") + "…";
  }
}
