package dev.athanor.engine.bundle;

import java.util.List;
import java.util.Map;

/** The names of a bundle's members, and how large each may be. */
final class BundleMembers {
  static final String MANIFEST = "manifest.json";
  static final String SQL = "changes.sql";
  static final String SOURCES = "sources.tar";

  /** Only where a step was rehearsed. */
  static final String FINDINGS = "findings.json";

  static final int MAX_SQL = 256 << 20;
  private static final int MAX_MANIFEST = 64 << 20;
  private static final int MAX_SOURCES = 256 << 20;
  private static final int MAX_FINDINGS = 64 << 20;

  static final List<String> NAMES = List.of(MANIFEST, SQL, SOURCES);
  static final Map<String, Integer> LIMITS =
      Map.of(MANIFEST, MAX_MANIFEST, SQL, MAX_SQL, SOURCES, MAX_SOURCES, FINDINGS, MAX_FINDINGS);

  private BundleMembers() {}
}
