package dev.athanor.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.crds.v1alpha1.DatabaseMigration;
import dev.athanor.operator.testing.Tenant;
import dev.athanor.operator.testing.TestApiServer;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  private final Tenant tenant = new Tenant();
  private final EventRecorder recorder =
      new EventRecorder(TestApiServer.get().admin(), "operator-0", Clock.systemUTC());

  @Test
  void theSameSaidAgainIsCountedAndNotRepeated() {
    DatabaseMigration resource = tenant.create();
    Note note = Note.warning("Locked", "Plan", "held by build-7");

    recorder.record(resource, note);
    recorder.record(resource, note);
    recorder.record(resource, note);
    recorder.record(resource, Note.warning("Locked", "Plan", "held by build-8"));

    assertThat(tenant.events()).hasSize(2);
    assertThat(tenant.events())
        .anySatisfy(
            event -> {
              assertThat(event.getMessage()).isEqualTo("held by build-7");
              assertThat(event.getSeries().getCount()).isEqualTo(3);
              assertThat(event.getReportingComponent()).isEqualTo("athanor.dev/operator");
            });
  }

  @Test
  void aLongTextIsCutToWhatTheApiServerTakes() {
    DatabaseMigration resource = tenant.create();

    recorder.record(resource, Note.normal("Planned", "Plan", "ä€".repeat(1000)));

    assertThat(tenant.events())
        .singleElement()
        .satisfies(event -> assertThat(event.getMessage()).endsWith("…").doesNotContain("\uFFFD"));
  }
}
