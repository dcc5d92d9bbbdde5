package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;

/** Takes the default schema off the name that some deparsers always qualify. */
final class Unqualified {
  private Unqualified() {}

  /** {@code definition}, which begins with {@code verb} and a qualified name. */
  static String name(String definition, String verb, ObjectId id, Catalog catalog) {
    String prefix = verb + Names.quote(id.schema()) + ".";
    return id.schema().equals(catalog.options.defaultSchema()) && definition.startsWith(prefix)
        ? verb + definition.substring(prefix.length())
        : definition;
  }
}
