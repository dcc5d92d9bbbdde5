package dev.athanor.schema;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;

/** PostgreSQL schemas out of published packages, read from the packages themselves. */
final class RealSchemas {
  private static final String CAMUNDA = "org/camunda/bpm/engine/db/";

  private RealSchemas() {}

  /** Those in test dependencies, by name. */
  static Map<String, String> onClasspath() throws IOException {
    Map<String, String> schemas = new LinkedHashMap<>();
    schemas.put("camunda", camunda(CAMUNDA + "create/activiti.postgres.create."));
    schemas.put(
        "camunda before", camunda(CAMUNDA + "liquibase/baseline/liquibase.postgres.create."));
    schemas.put("quartz", resource("org/quartz/impl/jdbcjobstore/tables_postgres.sql"));
    schemas.put("spring-batch", resource("org/springframework/batch/core/schema-postgresql.sql"));
    schemas.put(
        "spring-session", resource("org/springframework/session/jdbc/schema-postgresql.sql"));
    return schemas;
  }

  private static String camunda(String prefix) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String part :
        new String[] {
          "engine",
          "history",
          "identity",
          "case.engine",
          "case.history",
          "decision.engine",
          "decision.history"
        }) {
      all.append(resource(prefix + part + ".sql")).append('\n');
    }
    return all.toString();
  }

  private static String resource(String path) throws IOException {
    try (InputStream in = RealSchemas.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("not on the classpath: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Those of PyPI and Debian packages, fetched by pip and apt into {@code directory}. */
  static Map<String, String> downloaded(Path directory) throws IOException, InterruptedException {
    run(directory, "pip", "download", "-q", "--no-deps", "procrastinate==3.10.0");
    Map<String, String> schemas = new LinkedHashMap<>();
    schemas.put("procrastinate", zipped(find(directory, ".whl"), "procrastinate/sql/schema.sql"));
    // Operators are not compared, and it has one.
    schemas.put(
        "icingadb",
        debian(directory, "icingadb", "icingadb/schema/pgsql/schema.sql")
            .replaceFirst("CREATE OPERATOR [^;]+;", ""));
    schemas.put(
        "powerdns",
        debian(directory, "pdns-backend-pgsql", "pdns-backend-pgsql/schema/schema.pgsql.sql"));
    schemas.put(
        "zabbix", debian(directory, "zabbix-server-pgsql", "zabbix-server-pgsql/schema.sql.gz"));
    return schemas;
  }

  private static String zipped(Path zip, String entry) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile());
        InputStream in = file.getInputStream(file.getEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String debian(Path directory, String name, String path)
      throws IOException, InterruptedException {
    Path work = Files.createDirectory(directory.resolve(name));
    run(work, "apt-get", "download", "-q", name);
    run(work, "dpkg-deb", "-x", find(work, ".deb").toString(), "content");
    byte[] bytes = Files.readAllBytes(work.resolve("content/usr/share").resolve(path));
    if (path.endsWith(".gz")) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = in.readAllBytes();
      }
    }
    return new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("\\"))
        .collect(Collectors.joining("\n"));
  }

  private static Path find(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private static void run(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }
}
