package dev.athanor.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One resource that cannot be read must not take the list with it that it came in. */
class UnreadableTest {
  private static final String GOOD =
      """
      {"apiVersion": "athanor.dev/v1alpha1", "kind": "DatabaseMigration",
       "metadata": {"name": "good", "labels": {"a": "b"}},
       "spec": {"target": "head", "somethingNewer": {"a": [1]}},
       "status": {"phase": "Ready", "conditions": [{"type": "Ready", "status": "True"}]}}""";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"runner\": {\"resources\": {\"limits\": {\"memory\": \"\"}}}} | spec.runner.resources.limits.memory: ",
        "{\"approval\": \"Sometimes\"} | spec.approval: ",
        "{\"database\": []} | spec.database: ",
        "{\"backup\": {\"jobs\": 99999999999}} | spec.backup.jobs: ",
        "{\"contexts\": [null]} | spec: ",
        "\"text\" | spec: "
      })
  void itIsMarkedAndTheOthersAreRead(String spec, String says) {
    String list = "{\"items\": [%s, %s, %s]}".formatted(GOOD, with(spec), GOOD);

    var read =
        new KubernetesSerialization()
            .unmarshal(
                new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8)),
                new TypeReference<DefaultKubernetesResourceList<DatabaseMigration>>() {});

    assertThat(read.getItems())
        .extracting(r -> r.unreadable().isPresent())
        .containsExactly(false, true, false);
    DatabaseMigration bad = read.getItems().get(1);
    assertThat(bad.getSpec()).isNull();
    assertThat(bad.unreadable().orElseThrow()).startsWith(says.strip());
    assertThat(bad.getMetadata().getName()).isEqualTo("bad");
    DatabaseMigration good = read.getItems().get(2);
    assertThat(good.getSpec().target()).isEqualTo("head");
    assertThat(good.getStatus().phase()).isEqualTo(DatabaseMigrationStatus.Phase.Ready);
    assertThat(good.getMetadata().getLabels()).containsEntry("a", "b");
  }

  @Test
  void aCopyIsMarkedToo() {
    DatabaseMigration bad =
        Serialization.unmarshal(with("{\"approval\": \"Sometimes\"}"), DatabaseMigration.class);

    assertThat(new KubernetesSerialization().clone(bad).unreadable()).isEqualTo(bad.unreadable());
  }

  @Test
  void aStatusThatCannotBeReadIsAsOneThatWasLost() {
    DatabaseMigration read =
        Serialization.unmarshal(
            GOOD.replace("\"Ready\",", "\"OfANewerVersion\","), DatabaseMigration.class);

    assertThat(read.getStatus()).isNull();
    assertThat(read.unreadable()).isEmpty();
    assertThat(read.getSpec().target()).isEqualTo("head");
  }

  private static String with(String spec) {
    return "{\"metadata\": {\"name\": \"bad\"}, \"spec\": " + spec + "}";
  }
}
