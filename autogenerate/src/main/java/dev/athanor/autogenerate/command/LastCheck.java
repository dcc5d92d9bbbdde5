package dev.athanor.autogenerate.command;

import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.model.ModelDigest;
import dev.athanor.autogenerate.model.StoredTexts;
import dev.athanor.engine.bundle.BundleCompiler;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.scratch.Binaries;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the last check found, for as long as nothing that it looked at changes: builds check far
 * more often than anybody changes the model, and a server need not be asked the same again.
 *
 * <p>Never for a model that is a database, nor on a server that was named: of these, no file tells
 * what they are now.
 */
final class LastCheck {
  private static final String FILE = "last-check";

  private final CompareRequest request;
  private final boolean allowSeveralHeads;

  LastCheck(CompareRequest request, boolean allowSeveralHeads) {
    this.request = request;
    this.allowSeveralHeads = allowSeveralHeads;
  }

  /**
   * @param check finds it out
   */
  CheckResult or(Supplier<CheckResult> check) {
    Optional<Path> file = request.compile().cache().map(cache -> cache.resolve(FILE));
    if (file.isEmpty()) {
      return check.get();
    }
    Optional<String> key = key();
    Optional<CheckResult> known =
        key.flatMap(k -> StoredTexts.read(file.get(), k, LastCheck::read));
    if (known.isPresent()) {
      return known.get();
    }
    CheckResult result = check.get();
    // A changelog that was just compiled is only known by now.
    key()
        .filter(now -> key.isEmpty() || key.get().equals(now))
        .ifPresent(now -> StoredTexts.write(file.get(), now, out -> write(out, result)));
    return result;
  }

  /** A digest of all that a result follows from; empty where that cannot be told. */
  private Optional<String> key() {
    if (request.scratch().url().isPresent()) {
      return Optional.empty();
    }
    try {
      Optional<String> bundle = BundleCompiler.knownDigest(request.changelog(), request.compile());
      Optional<String> model =
          bundle.isEmpty() ? bundle : ModelDigest.of(request.model(), programs());
      return model.isEmpty() ? model : Optional.of(key(bundle.get(), model.get()));
    } catch (IOException | AthanorException e) {
      // Whoever needs it says what is wrong.
      return Optional.empty();
    }
  }

  private String key(String bundle, String model) throws IOException {
    String accepted =
        Files.exists(request.baseline()) ? Digest.of(Files.readAllBytes(request.baseline())) : "";
    return Digest.of(
        String.join(
            "\n",
            bundle,
            model,
            accepted,
            request.plan().toString(),
            request.snapshot().toString(),
            Boolean.toString(request.allowDestructive()),
            Boolean.toString(allowSeveralHeads)));
  }

  /** A PostgreSQL of this machine is upgraded in its place. */
  private String programs() throws IOException {
    if (!(request.scratch().binaries() instanceof Binaries.Installed installed)) {
      return request.scratch().binaries().toString();
    }
    Path server = installed.directory().resolve("postgres");
    return server + " " + Files.size(server) + " " + Files.getLastModifiedTime(server).toMillis();
  }

  private static CheckResult read(DataInputStream in) throws IOException {
    return new CheckResult(
        StoredTexts.texts(in),
        StoredTexts.texts(in),
        StoredTexts.texts(in),
        in.readInt(),
        StoredTexts.texts(in),
        StoredTexts.texts(in));
  }

  private static void write(DataOutputStream out, CheckResult result) throws IOException {
    StoredTexts.texts(out, result.missing());
    StoredTexts.texts(out, result.listed());
    StoredTexts.texts(out, result.required());
    out.writeInt(result.accepted());
    StoredTexts.texts(out, result.notReplayed());
    StoredTexts.texts(out, result.heads());
  }
}
