package dev.athanor.cli.verb;

import dev.athanor.cli.Command;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** All of them by name, in the order in which help lists them; none is made before it is needed. */
public final class Verbs {
  private Verbs() {}

  public static Map<String, Supplier<Command>> all() {
    Map<String, Supplier<Command>> verbs = new LinkedHashMap<>();
    verbs.put("init", InitVerb::new);
    verbs.put("import", ImportVerb::new);
    verbs.put("revision", RevisionVerb::new);
    verbs.put("merge", MergeVerb::new);
    verbs.put("edit", EditVerb::new);
    verbs.put("history", HistoryVerb::new);
    verbs.put("heads", HeadsVerb::new);
    verbs.put("branches", BranchesVerb::new);
    verbs.put("show", ShowVerb::new);
    verbs.put("test", TestVerb::new);
    verbs.put("lint", LintVerb::new);
    verbs.put("squash", SquashVerb::new);
    verbs.put("check", CheckVerb::new);
    verbs.put("docs", DocsVerb::new);
    verbs.put("package", PackageVerb::new);
    verbs.put("manifest", ManifestVerb::new);
    verbs.put("current", CurrentVerb::new);
    verbs.put("status", StatusVerb::new);
    verbs.put("plan", PlanVerb::new);
    verbs.put("rehearse", RehearseVerb::new);
    verbs.put("upgrade", UpgradeVerb::new);
    verbs.put("downgrade", DowngradeVerb::new);
    verbs.put("stamp", StampVerb::new);
    verbs.put("adopt", AdoptVerb::new);
    verbs.put("ensure-version", EnsureVersionVerb::new);
    verbs.put("repair", RepairVerb::new);
    verbs.put("config", ConfigVerb::new);
    verbs.put("unlock", UnlockVerb::new);
    verbs.put("dropped", DroppedVerb::new);
    verbs.put("backup", BackupVerb::new);
    verbs.put("backups", BackupsVerb::new);
    verbs.put("restore", RestoreVerb::new);
    verbs.put("kept", KeptVerb::new);
    verbs.put("completion", CompletionVerb::new);
    return verbs;
  }
}
