package dev.athanor.engine.bundle;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;

/** What is wrong with a bundle. */
final class BundleErrors {
  private BundleErrors() {}

  static AthanorException invalid(String what) {
    return new AthanorException(
        Reason.INVALID_BUNDLE,
        "the bundle cannot be trusted: " + what,
        "Get the bundle again from where it was built, or build it again with `package`.");
  }
}
