package dev.athanor.e2e;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An S3 server in a namespace of its own, with one bucket: S3Proxy in the JVM of Athanor's image,
 * for no cluster has to pull another one. Its programs come from this test's class path.
 */
final class BucketServer implements AutoCloseable {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: s3, labels: {app: s3}}
      spec:
        securityContext: {runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532}
        containers:
          - name: s3
            image: %s
            command: [sh, -c, "until [ -f /s3/complete ]; do sleep 0.2; done;
              exec java -Xmx256m -XX:+UseSerialGC -cp '/s3/jars/*' org.gaul.s3proxy.Main --properties /s3/properties"]
            # A pod that asks for no processor gets none beside Jobs that do.
            resources: {requests: {cpu: 100m, memory: 128Mi}}
            readinessProbe: {tcpSocket: {port: 9000}, periodSeconds: 1, failureThreshold: 100}
            volumeMounts: [{name: s3, mountPath: /s3}]
        volumes: [{name: s3, emptyDir: {}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: s3}
      spec: {selector: {app: s3}, ports: [{port: 9000}]}
      """;
  private static final String PROPERTIES =
      """
      s3proxy.endpoint=http://0.0.0.0:9000
      s3proxy.authorization=aws-v4
      s3proxy.identity=e2e
      s3proxy.credential=e2e-secret
      s3proxy.ignore-unknown-headers=true
      jclouds.provider=filesystem-nio2
      jclouds.filesystem.basedir=/s3/data
      """;

  private final String namespace;

  /** Starts it, and waits until it answers. */
  BucketServer(String namespace) {
    this.namespace = namespace;
    Shell.attempt("", "kubectl", "delete", "namespace", namespace, "--ignore-not-found");
    Shell.run("kubectl", "create", "namespace", namespace);
    Shell.runWithInput(
        POD.formatted(Cluster.image()), "kubectl", "-n", namespace, "apply", "-f", "-");
    await("jsonpath={.status.phase}=Running");
    Shell.runWithInput(PROPERTIES, exec("mkdir -p /s3/data/backups && cat > /s3/properties"));
    copyPrograms();
    Shell.run(exec("touch /s3/complete"));
    await("condition=Ready");
  }

  /** Waits for a state of the pod, and says what it did instead. */
  private void await(String state) {
    String[] wait = kubectl("wait", "pod/s3", "--for=" + state, Shell.TIMEOUT);
    if (Shell.attempt("", wait).exitCode() != 0) {
      throw new AssertionError(
          "pod s3 is not "
              + state
              + "\n"
              + Shell.attempt("", kubectl("describe", "pod/s3")).all()
              + "\n"
              + Shell.attempt("", kubectl("logs", "pod/s3")).all());
    }
  }

  /** The key to it, as a Secret {@code bucket}. */
  String secret() {
    return """
        apiVersion: v1
        kind: Secret
        metadata: {name: bucket}
        stringData: {AWS_ACCESS_KEY_ID: e2e, AWS_SECRET_ACCESS_KEY: e2e-secret}
        """;
  }

  /** The bucket as {@code spec.backup} names it. */
  String store() {
    return "objectStore: {bucket: backups, endpoint: \"http://s3.%s:9000\", credentialsSecret: {name: bucket}}"
        .formatted(namespace);
  }

  /** All files of the bucket. */
  String objects() {
    return Shell.run(exec("cd /s3/data/backups && find . -type f"));
  }

  private void copyPrograms() {
    String jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .map(jar -> "'" + jar + "'")
            .collect(Collectors.joining(" "));
    String receive =
        String.join(" ", kubectl("exec", "-i", "s3", "--", "sh", "-c"))
            + " 'mkdir /s3/jars && tar -xf - -C /s3/jars'";
    String send = "tar -cPf - --transform 's|.*/||' " + jars;
    Shell.run("bash", "-o", "pipefail", "-c", send + " | " + receive);
  }

  private String[] exec(String script) {
    return kubectl("exec", "-i", "s3", "--", "sh", "-c", script);
  }

  private String[] kubectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("kubectl", "-n", namespace));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  @Override
  public void close() {
    Shell.attempt("", "kubectl", "delete", "namespace", namespace, "--wait=false");
  }
}
