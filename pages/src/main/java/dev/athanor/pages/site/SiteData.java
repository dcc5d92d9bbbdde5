package dev.athanor.pages.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.Live;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.RiskKind;
import dev.athanor.pages.catalog.DocumentedSchema;
import dev.athanor.pages.history.Headlines;
import dev.athanor.pages.history.RevisionRecord;
import dev.athanor.pages.history.SchemaHistory;
import dev.athanor.rehearsal.recording.ChangesetRecording;
import dev.athanor.rehearsal.recording.StatementRecording;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the site's scripts read: the schema, and of each revision its SQL and what it set and
 * removed, so that the schema at any revision is what its ancestors left.
 */
final class SiteData {
  private static final ObjectMapper JSON =
      new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

  private static final Set<RiskKind> TOLD =
      Set.of(RiskKind.IRREVERSIBLE, RiskKind.NON_TRANSACTIONAL, RiskKind.LIVE);

  private final DocumentedSchema schema;
  private final SchemaHistory history;

  SiteData(DocumentedSchema schema, SchemaHistory history) {
    this.schema = schema;
    this.history = history;
  }

  /**
   * A script that sets {@code window.ATHANOR}: a page that was opened from a disk reads no JSON.
   */
  String script() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("defaultSchema", schema.snapshot().defaultSchema());
    data.put("objects", objects());
    data.put("revisions", history.revisions().stream().map(this::revision).toList());
    try {
      // Nothing in it may end the script's element or be read as a comment, where it is inlined.
      return "window.ATHANOR = " + JSON.writeValueAsString(data).replace("<", "\\u003c") + ";\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("data that is no JSON", e);
    }
  }

  private Map<String, Object> objects() {
    Map<String, Object> objects = new LinkedHashMap<>();
    for (SchemaObject object : schema.snapshot().objects().values()) {
      Map<String, Object> json = SiteObject.of(object);
      schema.origin(object.id()).ifPresent(revision -> json.put("since", revision));
      if (object instanceof Table) {
        schema.entity(object.id()).ifPresent(entity -> json.put("entity", entity));
      }
      List<String> reads = schema.reads(object.id()).stream().map(SiteData::key).toList();
      if (!reads.isEmpty()) {
        json.put("reads", reads);
      }
      objects.put(key(object.id()), json);
    }
    return objects;
  }

  private Map<String, Object> revision(RevisionRecord record) {
    Revision revision = record.revision();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", revision.id());
    json.put("parents", history.graph().parents(revision.id()));
    put(json, "needs", revision.dependsOn());
    put(json, "labels", revision.branchLabels());
    json.put("message", revision.message());
    json.put("created", revision.created() == null ? null : revision.created().toString());
    json.put("irreversible", revision.irreversible() ? true : null);
    json.put("path", revision.path());
    json.put("changesets", changesets(record));
    put(json, "risks", risks(record));
    List<Difference> changes = record.changes();
    put(json, "words", Headlines.of(changes).stream().map(Difference::describe).toList());
    Map<String, Object> set = new LinkedHashMap<>();
    List<String> removed = new ArrayList<>();
    for (Difference change : changes) {
      if (change.after() == null) {
        removed.add(key(change.id()));
      } else {
        set.put(key(change.after().id()), SiteObject.of(change.after()));
      }
    }
    json.put("set", set);
    put(json, "removed", removed);
    return json;
  }

  private static void put(Map<String, Object> json, String name, List<String> values) {
    if (!values.isEmpty()) {
      json.put(name, values);
    }
  }

  /** All but what the changesets say themselves, and locks that the replay would have seen. */
  private static List<String> risks(RevisionRecord record) {
    return record.risks().stream()
        .filter(risk -> !TOLD.contains(risk.kind()))
        .filter(risk -> risk.kind() != RiskKind.LONG_LOCK || risk.isRecorded())
        .map(risk -> risk.kind().label() + ": " + risk.detail() + " (" + risk.note() + ")")
        .toList();
  }

  private List<Object> changesets(RevisionRecord record) {
    Map<String, ChangesetRecording> recorded = new LinkedHashMap<>();
    record.recordings().forEach(each -> recorded.put(each.key().toString(), each));
    Set<String> made = record.made();
    List<Object> changesets = new ArrayList<>();
    for (int i = 0; i < record.sql().size(); i++) {
      Changeset changeset = record.compiled().changesets().get(i);
      ChangesetSql sql = record.sql().get(i);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", changeset.key().author() + ":" + changeset.key().id());
      json.put("up", sql.up());
      json.put("down", sql.down());
      json.put("reversible", changeset.reversible() ? null : false);
      json.put("transactional", changeset.transactional() ? null : false);
      json.put("live", changeset.live().map(Live::reason).orElse(null));
      ChangesetRecording recording = recorded.get(changeset.key().toString());
      if (recording != null) {
        json.put("why", recording.why().isEmpty() ? null : recording.why());
        put(json, "locks", locks(recording, made));
        put(json, "rewrites", rewrites(recording, made));
      }
      changesets.add(json);
    }
    return changesets;
  }

  /** Those that somebody could wait for: readers and writers of rows wait for no weaker one. */
  private List<String> locks(ChangesetRecording recording, Set<String> made) {
    return recording.statements().stream()
        .flatMap(statement -> statement.locks().stream())
        .filter(lock -> lock.relation().isTable() && lock.mode().blocksWrites())
        .filter(lock -> !made.contains(lock.relation().path()))
        .map(SiteData::words)
        .distinct()
        .toList();
  }

  private static String words(StatementRecording.RelationLock lock) {
    return lock.mode().sql()
        + " on "
        + lock.relation().path()
        + (lock.mode().blocksReads() ? ": reads and writes wait" : ": writes wait");
  }

  private List<String> rewrites(ChangesetRecording recording, Set<String> made) {
    return recording.statements().stream()
        .flatMap(statement -> statement.rewrites().stream())
        .filter(each -> each.relation().isTable())
        .map(each -> each.relation().path())
        .filter(table -> !made.contains(table))
        .distinct()
        .toList();
  }

  /** Kind, schema, table and name: what no name holds stands between. */
  static String key(ObjectId id) {
    return String.join("\u0001", id.kind().name(), id.schema(), id.within(), id.name());
  }
}
