package dev.athanor.rehearsal.lint;

import static dev.athanor.rehearsal.lint.Level.ERROR;
import static dev.athanor.rehearsal.lint.Level.WARNING;

import dev.athanor.rehearsal.recording.StatementRecording.Setting;
import java.util.List;

/** Settings that a revision changes for itself or for what runs after it. */
final class SettingRules {
  static final List<Rule> RULES =
      List.of(
          Rule.ofStatement(
              "lock-timeout-off",
              ERROR,
              Harm.READERS,
              "lock_timeout switched off: a statement that waits for a lock makes all others wait"
                  + " behind it, without end",
              "Leave it as Athanor sets it.",
              (scene, found) -> off(scene, found, "lock_timeout")),
          Rule.ofStatement(
              "statement-timeout-off",
              WARNING,
              Harm.READERS,
              "statement_timeout switched off: a statement that takes longer than anybody thought"
                  + " keeps its locks, without end",
              "Set one that is long enough; or accept this and say how long it may take.",
              (scene, found) -> off(scene, found, "statement_timeout")),
          Rule.ofStatement(
              "triggers-bypassed",
              ERROR,
              Harm.INTEGRITY,
              "session_replication_role: triggers do not fire and foreign keys are not checked",
              "Leave it out; disable what must not fire by name, and enable it again.",
              SettingRules::bypassed));

  private SettingRules() {}

  private static void off(Scene scene, Sink found, String name) {
    for (Setting setting : scene.recording().settings()) {
      if (setting.name().equals(name) && setting.value().equals("0")) {
        found.add(scene, name, "is 0");
      }
    }
  }

  private static void bypassed(Scene scene, Sink found) {
    for (Setting setting : scene.recording().settings()) {
      boolean role = setting.name().equals("session_replication_role");
      if (role && !setting.value().equals("origin")) {
        found.add(scene, setting.name(), "is " + setting.value());
      }
    }
  }
}
