package dev.athanor.e2e;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.bundle.CompileOptions;
import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.Digest;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A compiled bundle, and the two manifests that bring it into a cluster. */
record TestBundle(String name, byte[] bytes, String head, int changesets) {

  /** TweetEval's revisions without the newest {@code withoutLast} files. */
  static TestBundle tweetEval(int withoutLast) {
    Path versions = Cluster.root().resolve("examples/tweeteval/versions");
    Path copy = temporaryDirectory();
    try (Stream<Path> files = Files.list(versions)) {
      List<Path> sorted = files.sorted().toList();
      Files.createDirectory(copy.resolve("versions"));
      for (Path file : sorted.subList(0, sorted.size() - withoutLast)) {
        Files.copy(file, copy.resolve("versions").resolve(file.getFileName().toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compile("tweeteval", copy);
  }

  /** A bundle of revisions as {@link #revision} writes them. */
  static TestBundle ofRevisions(String name, String... revisions) {
    Map<String, String> files = new TreeMap<>();
    for (String revision : revisions) {
      String id = revision.lines().skip(1).findFirst().orElseThrow().replaceAll(".* ", "");
      files.put("versions/" + id + ".sql", revision);
    }
    return of(name, files);
  }

  /** A file of one revision with one changeset. */
  static String revision(String id, String parent, String up, String down) {
    return """
        --liquibase formatted sql
        -- revision: %s
        -- down-revision: %s
        -- message: revision %s

        --changeset e2e:%s
        %s
        --rollback %s
        """
        .formatted(id, parent, id, id, up, down);
  }

  /** A bundle of files given by their path and text. */
  static TestBundle of(String name, Map<String, String> files) {
    Path directory = temporaryDirectory();
    files.forEach(
        (path, text) -> {
          try {
            Path file = directory.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return compile(name, directory);
  }

  /** The bundle that the example's own build packaged. */
  static TestBundle packaged() {
    return packaged("tweeteval", "examples/tweeteval/target", "-athanor.zip");
  }

  /** The bundle of hack/image that has a change in Java. */
  static TestBundle live() {
    return packaged("live", "target/live-bundle", "bundle.zip");
  }

  private static TestBundle packaged(String name, String directory, String end) {
    try (Stream<Path> files = Files.list(Cluster.root().resolve(directory))) {
      Path zip = files.filter(file -> file.toString().endsWith(end)).findAny().orElseThrow();
      return of(name, Bundle.read(zip));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles a temporary directory, and deletes it. */
  private static TestBundle compile(String name, Path directory) {
    Bundle bundle =
        BundleCompiler.compile(
            Changelog.load(ChangelogSource.versions(directory)), CompileOptions.defaults());
    TestBundle compiled = of(name, bundle);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compiled;
  }

  private static TestBundle of(String name, Bundle bundle) {
    return new TestBundle(
        name,
        bundle.bytes(),
        String.join(",", bundle.graph().heads()),
        bundle.revisions().stream().mapToInt(revision -> revision.changesets().size()).sum());
  }

  String digest() {
    return Digest.of(bytes);
  }

  String configMapName() {
    return name + "-" + digest().substring("sha256:".length(), "sha256:".length() + 12);
  }

  String configMap() {
    return configMapNamed(configMapName());
  }

  String configMapNamed(String configMap) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s}
        immutable: true
        binaryData: {bundle.zip: %s}
        """
        .formatted(configMap, Base64.getEncoder().encodeToString(bytes));
  }

  TestBundle withOneByteChanged() {
    byte[] altered = bytes.clone();
    altered[altered.length / 2] ^= 1;
    return new TestBundle(name, altered, head, changesets);
  }

  /** A DatabaseMigration of a database of the same name; {@code spec} begins with the target. */
  String migration(String database, String spec) {
    return """
        apiVersion: athanor.dev/v1alpha1
        kind: DatabaseMigration
        metadata: {name: %s}
        spec:
          database:
            host: postgres
            name: %s
            credentialsSecret: {name: tweeteval-database}
          source:
            configMap: {name: %s}
            digest: %s
          backup:
            persistentVolumeClaim: {claimName: tweeteval-backups}
          %s
        """
        .formatted(database, database, configMapName(), digest(), spec);
  }

  /** Likewise, with the bundle in an image. */
  String migrationFromImage(String image, String database, String spec) {
    return withImage("reference: \"" + image + '"', database, spec);
  }

  /** Likewise, with classes beside it in {@code /live}. */
  String migrationFromLiveImage(String image, String database, String spec) {
    return withImage("reference: \"" + image + "\", classpath: /live", database, spec);
  }

  private String withImage(String image, String database, String spec) {
    return migration(database, spec)
        .replace("configMap: {name: " + configMapName() + "}", "image: {" + image + "}");
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("athanor-e2e");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
