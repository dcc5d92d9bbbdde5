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

  /** Of an Athanor that wrote another format before this one. */
  static AthanorException older(int format) {
    return new AthanorException(
        Reason.INVALID_BUNDLE,
        "the bundle has format " + format + ", which is older than format " + Manifest.FORMAT,
        "Build it again with this version's `package`.");
  }

  /**
   * @param reader the first version that reads it, as the bundle says; null when it does not
   */
  static AthanorException newer(int format, String reader) {
    return new AthanorException(
        Reason.INVALID_BUNDLE,
        "the bundle is newer than this Athanor: it has format "
            + format
            + ", and this reads format "
            + Manifest.FORMAT,
        (reader == null ? "Use the version that built it" : "Use Athanor " + reader + " or newer")
            + ", here and in the cluster, or build the bundle with this version.");
  }
}
