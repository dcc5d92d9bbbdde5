package dev.athanor.autogenerate.model;

import dev.athanor.engine.model.AthanorException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The DDL that a provider wrote last, for a model that has not changed since: to start a provider
 * takes longer than all the rest of a comparison.
 *
 * <p>What cannot be read or written here is no error: the provider is asked again.
 */
public final class ExportCache {
  private static final String FILE = "model-ddl";

  private final Optional<Path> directory;

  /**
   * @param directory where it is kept; empty: the provider is always asked
   */
  public ExportCache(Optional<Path> directory) {
    this.directory = directory;
  }

  /**
   * @param serverMajor the PostgreSQL version whose dialect the provider speaks
   * @throws AthanorException as {@link JpaExport#run}
   */
  public ModelDdl export(JpaModel model, int serverMajor) {
    if (directory.isEmpty()) {
      return new JpaExport(model, serverMajor).run();
    }
    Path file = directory.get().resolve(FILE);
    Optional<String> key = key(model, serverMajor);
    Optional<ModelDdl> known = key.flatMap(k -> StoredTexts.read(file, k, ExportCache::read));
    if (known.isPresent()) {
      return known.get();
    }
    ModelDdl ddl = new JpaExport(model, serverMajor).run();
    key.ifPresent(k -> StoredTexts.write(file, k, out -> write(out, ddl)));
    return ddl;
  }

  private static Optional<String> key(JpaModel model, int serverMajor) {
    try {
      return Optional.of(ModelDigest.of(model, serverMajor));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static ModelDdl read(DataInputStream in) throws IOException {
    List<String> statements = StoredTexts.texts(in);
    List<RenameHint> renames = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      renames.add(
          new RenameHint(StoredTexts.text(in), StoredTexts.texts(in), StoredTexts.text(in)));
    }
    return new ModelDdl(statements, renames, in.readInt());
  }

  private static void write(DataOutputStream out, ModelDdl ddl) throws IOException {
    StoredTexts.texts(out, ddl.statements());
    out.writeInt(ddl.renames().size());
    for (RenameHint hint : ddl.renames()) {
      StoredTexts.text(out, hint.from());
      StoredTexts.texts(out, hint.to());
      StoredTexts.text(out, hint.where());
    }
    out.writeInt(ddl.tableAllocation());
  }
}
