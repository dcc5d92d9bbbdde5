package dev.athanor.operator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Thousands like one tenant, with its Jobs and pods, put into etcd: to create them takes hours. */
public final class Crowd {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a transaction: etcd takes 1.5 MiB at once. */
  private static final int AT_ONCE = 40;

  private static final int IN_FLIGHT = 4;

  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private final KubernetesClient admin = TestApiServer.get().admin();
  private final HttpClient http = HttpClient.newHttpClient();
  private ArrayNode puts = JSON.createArrayNode();
  private volatile String problem;

  /**
   * @param namespace of the one that is copied
   */
  public void copy(String namespace, int times) throws IOException, InterruptedException {
    List<JsonNode> migrations =
        items("/apis/athanor.dev/v1alpha1", namespace, "databasemigrations");
    List<JsonNode> jobs = items("/apis/batch/v1", namespace, "jobs");
    List<JsonNode> pods = items("/api/v1", namespace, "pods");
    for (int i = 0; i < times; i++) {
      String uid = UUID.randomUUID().toString();
      put(
          "athanor.dev/databasemigrations",
          "athanor.dev/v1alpha1",
          "DatabaseMigration",
          migrations,
          i,
          uid);
      put("jobs", "batch/v1", "Job", jobs, i, uid);
      put("pods", "v1", "Pod", pods, i, uid);
    }
    flush();
    await();
  }

  private List<JsonNode> items(String api, String namespace, String plural) throws IOException {
    JsonNode list = JSON.readTree(admin.raw(api + "/namespaces/" + namespace + "/" + plural));
    return JSON.convertValue(
        list.get("items"),
        JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class));
  }

  private void put(
      String folder, String version, String kind, List<JsonNode> originals, int i, String owner)
      throws IOException, InterruptedException {
    for (JsonNode original : originals) {
      ObjectNode copy = original.deepCopy();
      copy.put("apiVersion", version).put("kind", kind);
      ObjectNode meta = (ObjectNode) copy.get("metadata");
      boolean isOwner = kind.equals("DatabaseMigration");
      meta.put("name", meta.get("name").asText() + "-" + i);
      meta.put("uid", isOwner ? owner : UUID.randomUUID().toString());
      meta.remove("resourceVersion");
      if (!isOwner) {
        ((ObjectNode) meta.get("labels")).put("athanor.dev/uid", owner);
        ((ObjectNode) meta.get("annotations")).put("athanor.dev/migration", "tweeteval-" + i);
      }
      String key =
          "/registry/%s/%s/%s"
              .formatted(folder, meta.get("namespace").asText(), meta.get("name").asText());
      puts.addObject()
          .putObject("requestPut")
          .put("key", base64(key.getBytes(StandardCharsets.UTF_8)))
          .put("value", base64(JSON.writeValueAsBytes(copy)));
      if (puts.size() == AT_ONCE) {
        flush();
      }
    }
  }

  /** As soon as fewer than {@link #IN_FLIGHT} are on their way: etcd works on them side by side. */
  private void flush() throws IOException, InterruptedException {
    ObjectNode transaction = JSON.createObjectNode();
    transaction.set("success", puts);
    puts = JSON.createArrayNode();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(TestApiServer.get().etcd() + "/v3/kv/txn"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(transaction)))
            .build();
    inFlight.acquire();
    http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .whenComplete(
            (answer, failure) -> {
              if (failure != null || answer.statusCode() != 200) {
                problem = failure == null ? answer.body() : failure.toString();
              }
              inFlight.release();
            });
    complain();
  }

  private void await() throws IOException, InterruptedException {
    inFlight.acquire(IN_FLIGHT);
    inFlight.release(IN_FLIGHT);
    complain();
  }

  private void complain() throws IOException {
    if (problem != null) {
      throw new IOException(problem);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
