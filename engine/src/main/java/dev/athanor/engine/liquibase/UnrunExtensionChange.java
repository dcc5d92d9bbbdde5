package dev.athanor.engine.liquibase;

import java.lang.invoke.MethodHandles;

/** Never itself: a copy of this class for each name, which is the copy's class data. */
public final class UnrunExtensionChange extends ExtensionChange {
  /** Only Liquibase calls it, by reflection. */
  public UnrunExtensionChange() {
    super(name());
  }

  private static String name() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", String.class);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("this class is loaded as itself", e);
    }
  }
}
