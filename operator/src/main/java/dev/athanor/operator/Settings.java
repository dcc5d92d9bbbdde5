package dev.athanor.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.operator.jobs.RunnerSettings;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operator's settings, from its environment. docs/reference-operator.md lists them.
 *
 * @param runner what all Jobs have in common
 * @param namespaces that are watched; empty for all
 * @param leaderElection whether several replicas take turns by a Lease
 * @param namespace the operator's own
 * @param identity the operator's pod
 * @param leaseName name of the Lease
 * @param port of probes and metrics
 * @param finishedJobsToKeep for each resource
 * @param jobs how many may be at work at once
 * @param jobsPerServer of these, at one database server
 */
record Settings(
    RunnerSettings runner,
    Set<String> namespaces,
    boolean leaderElection,
    String namespace,
    String identity,
    String leaseName,
    int port,
    int finishedJobsToKeep,
    int jobs,
    int jobsPerServer) {

  private static final ResourceRequirements DEFAULT_RESOURCES =
      new ResourceRequirementsBuilder()
          .addToRequests("cpu", new Quantity("100m"))
          .addToRequests("memory", new Quantity("192Mi"))
          .addToLimits("memory", new Quantity("512Mi"))
          .build();

  /** Seven days: longer than a weekend without an operator. */
  private static final int DEFAULT_TTL = 7 * 24 * 3600;

  /**
   * Reads all of them.
   *
   * @throws IllegalArgumentException naming every setting that is missing or wrong
   */
  static Settings from(Map<String, String> environment) {
    Reader reader = new Reader(environment);
    boolean leaderElection = reader.flag("LEADER_ELECTION", false);
    RunnerSettings runner =
        new RunnerSettings(
            reader.required("RUNNER_IMAGE"),
            reader.oneOf("RUNNER_IMAGE_PULL_POLICY", "Always", "IfNotPresent", "Never"),
            reader.list("RUNNER_IMAGE_PULL_SECRETS"),
            reader.json(
                "RUNNER_RESOURCES",
                ResourceRequirements.class,
                "resource requirements",
                DEFAULT_RESOURCES),
            reader.number("RUNNER_JOB_TTL_SECONDS", DEFAULT_TTL, 60, Integer.MAX_VALUE),
            reader.json(
                "RUNNER_POD_SECURITY_CONTEXT",
                PodSecurityContext.class,
                "a pod's securityContext",
                RunnerSettings.restricted()));
    Settings settings =
        new Settings(
            runner,
            new TreeSet<>(reader.list("WATCH_NAMESPACES")),
            leaderElection,
            leaderElection ? reader.required("POD_NAMESPACE") : reader.text("POD_NAMESPACE", ""),
            leaderElection
                ? reader.required("POD_NAME")
                : reader.text("POD_NAME", "athanor-operator"),
            reader.text("LEASE_NAME", "athanor-operator"),
            reader.number("HTTP_PORT", 8080, 0, 65535),
            reader.number("FINISHED_JOBS_TO_KEEP", 4, 0, 1000),
            reader.number("MAX_JOBS", 20, 1, 100_000),
            reader.number("MAX_JOBS_PER_SERVER", 4, 1, 100_000));
    reader.complain();
    return settings;
  }

  /** Collects what is wrong, so that all of it can be said at once. */
  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    String text(String name, String otherwise) {
      String value = environment.get(name);
      return value == null || value.isBlank() ? otherwise : value.strip();
    }

    String required(String name) {
      String value = text(name, "");
      if (value.isEmpty()) {
        problems.add(name + " is not set");
      }
      return value;
    }

    String oneOf(String name, String... choices) {
      String value = text(name, null);
      if (value != null && !Arrays.asList(choices).contains(value)) {
        problems.add(name + " is '" + value + "', not one of " + String.join(", ", choices));
      }
      return value;
    }

    List<String> list(String name) {
      return Arrays.stream(text(name, "").split(","))
          .map(String::strip)
          .filter(item -> !item.isEmpty())
          .toList();
    }

    boolean flag(String name, boolean otherwise) {
      String value = text(name, Boolean.toString(otherwise));
      if (!value.equals("true") && !value.equals("false")) {
        problems.add(name + " is '" + value + "', not true or false");
      }
      return value.equals("true");
    }

    int number(String name, int otherwise, int least, int most) {
      String value = text(name, Integer.toString(otherwise));
      try {
        int number = Integer.parseInt(value);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below, as for a number out of range
      }
      problems.add(name + " is '" + value + "', not a number from " + least + " to " + most);
      return otherwise;
    }

    <T> T json(String name, Class<T> type, String what, T otherwise) {
      String value = text(name, null);
      try {
        return value == null ? otherwise : new ObjectMapper().readValue(value, type);
      } catch (JsonProcessingException e) {
        problems.add(name + " is not the JSON of " + what + ": " + e.getOriginalMessage());
        return otherwise;
      }
    }

    void complain() {
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(
            "the operator cannot start:\n  - " + String.join("\n  - ", problems));
      }
    }
  }
}
