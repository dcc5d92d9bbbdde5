package dev.athanor.autogenerate.compare;

import dev.athanor.schema.diff.Rename;
import java.util.Optional;

/** Asks a person whether something was renamed. */
public interface RenameQuestion {
  /** Nobody is there to be asked. */
  RenameQuestion NOBODY = rename -> Optional.empty();

  /** Whether it is a rename; empty where there is no answer. */
  Optional<Boolean> isRename(Rename candidate);
}
