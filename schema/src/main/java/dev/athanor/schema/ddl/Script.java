package dev.athanor.schema.ddl;

import dev.athanor.schema.diff.Hazard;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.List;

/** Collects statements and puts them into groups. */
final class Script {
  private final List<DdlStatement> statements = new ArrayList<>();
  private String concern = "";
  private ObjectId subject;
  private List<Hazard> hazards = List.of();
  private int group;
  private boolean fresh = true;
  private int held;

  /** Everything from here on is about {@code subject}; another concern begins another group. */
  void about(ObjectId newSubject, String newConcern, List<Hazard> newHazards) {
    if (!newConcern.equals(concern)) {
      nextGroup();
    }
    concern = newConcern;
    subject = newSubject;
    hazards = newHazards;
  }

  void add(String sql) {
    add(sql, "");
  }

  void add(String sql, String comment) {
    statements.add(new DdlStatement(sql, group, concern, true, subject, hazards, comment));
    // Said once, with the first statement of what it is about.
    hazards = List.of();
    fresh = false;
  }

  /** What was added so far has to be committed before what follows, unless it is held together. */
  void nextGroup() {
    if (!fresh && held == 0) {
      group++;
      fresh = true;
    }
  }

  /**
   * What follows stays in one group until {@link #release}: nothing could undo a part of it alone.
   */
  void hold() {
    nextGroup();
    held++;
  }

  void release() {
    held--;
    nextGroup();
  }

  boolean isHeld() {
    return held > 0;
  }

  /** A statement that must not run in a transaction. */
  void addAlone(String sql) {
    nextGroup();
    statements.add(new DdlStatement(sql, group, concern, false, subject, hazards, ""));
    hazards = List.of();
    fresh = false;
    nextGroup();
  }

  List<DdlStatement> statements() {
    return List.copyOf(statements);
  }
}
