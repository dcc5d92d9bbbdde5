package dev.athanor.cli;

import dev.athanor.cli.args.Arguments;
import dev.athanor.engine.backup.BackupStore;
import dev.athanor.engine.backup.age.AgeKeys;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Where backups are, and what they are encrypted with. */
public final class StoreOptions {
  private static final String OPTION = "--backup-dir";
  private static final String PLACE = "DIR|s3://…";
  private static final String HELP = "the backup volume or bucket";

  private BackupStore store;
  private Path keys;

  public void declare(Arguments arguments) {
    arguments.option(OPTION, PLACE, HELP, v -> store = Stores.at(v));
    declareKey(arguments);
  }

  /** For commands that do nothing without it. */
  public void require(Arguments arguments) {
    requirePlace(arguments, named -> store = named);
    declareKey(arguments);
  }

  /** For commands that do not read what is encrypted. */
  public static void requirePlace(Arguments arguments, Consumer<BackupStore> store) {
    arguments.required(OPTION, PLACE, HELP, v -> store.accept(Stores.at(v)));
  }

  /** Where the place is known from elsewhere. */
  public void declareKey(Arguments arguments) {
    arguments.option(
        "--backup-key-file",
        "FILE",
        "encrypt backups with this key, as age-keygen writes it (default: the key itself in "
            + AgeKeys.VARIABLE
            + ")",
        v -> keys = Path.of(v));
  }

  /**
   * Empty where no place was named.
   *
   * @throws dev.athanor.engine.model.AthanorException BACKUP_KEY_MISSING when the key cannot be
   *     read
   */
  public Optional<BackupStore> store() {
    return Optional.ofNullable(store).map(this::withKey);
  }

  /** That place, with the key; as {@link #store}. */
  public BackupStore withKey(BackupStore place) {
    return AgeKeys.find(keys, System.getenv()).map(place::with).orElse(place);
  }
}
