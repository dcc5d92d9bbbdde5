package dev.athanor.crds.manifest;

import java.util.Objects;

/** A manifest that cannot be. Whoever asked for it names the setting at fault in its own words. */
public final class ManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Setting setting;
  private final String advice;

  /** What a request says. */
  public enum Setting {
    NAME,
    HOST,
    DATABASE,
    SSL_MODE,
    IMAGE
  }

  ManifestException(Setting setting, String message, String advice) {
    super(message);
    this.setting = Objects.requireNonNull(setting, "setting");
    this.advice = Objects.requireNonNull(advice, "advice");
  }

  /** The setting to change. */
  public Setting setting() {
    return setting;
  }

  /** What to do, without a full stop and without the setting's name. */
  public String advice() {
    return advice;
  }
}
