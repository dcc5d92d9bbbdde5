package dev.athanor.schema.snapshot;

import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.Other;
import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.snapshot.PreparedReads.RowReader;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** One pass over a database's catalogs: what was read so far, and by which oids. */
final class Catalog {
  /** An entry of {@code pg_depend}: a catalog by name, a row by oid, a column by number or 0. */
  record Address(String catalog, long oid, int column) {}

  private static final Pattern ONLY = Pattern.compile("\\{(\\w+\\.\\w+)\\}");

  final SnapshotOptions options;
  final int version;
  final Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>();
  final Map<Address, ObjectId> addresses = new HashMap<>();
  final Map<ObjectId, ObjectId> clones = new HashMap<>();
  final List<Other> notCompared = new ArrayList<>();
  private final Connection connection;
  private final Map<Address, ObjectId> members = new HashMap<>();
  private Long[] schemas = {};

  /** What parts of some relations are read by; null where all is read. */
  private PreparedReads.Message message;

  /** The only relations of which something is read; null for all. */
  private Set<Long> only;

  Catalog(Connection connection, SnapshotOptions options) throws SQLException {
    this.connection = connection;
    this.options = options;
    this.version = connection.getMetaData().getDatabaseMajorVersion();
  }

  /** For parts of what {@code whole} has read, in the same schemas. */
  Catalog(Connection connection, Catalog whole) {
    this.connection = connection;
    this.options = whole.options;
    this.version = whole.version;
    this.schemas = whole.schemas;
    this.members.putAll(whole.members);
  }

  /** Reads every object. */
  void readObjects() throws SQLException {
    NamespaceReader.read(this);
    new TypeReader(this).read();
    TableReader.read(this);
    ColumnReader.read(this);
    new RelationReader(this).read();
    new ProgramReader(this).read();
    CastReader.read(this);
    if (options.grants()) {
      GrantReader.read(this);
    }
  }

  /** Adds what reads parts of some relations to a message; its readers fill this catalog. */
  void readParts(Map<Marks.Part, Set<Long>> relations, PreparedReads.Message by)
      throws SQLException {
    message = by;
    for (Map.Entry<Marks.Part, Set<Long>> each : relations.entrySet()) {
      only = each.getValue();
      switch (each.getKey()) {
        case TABLE -> TableReader.read(this);
        case COLUMNS -> ColumnReader.read(this);
        case KEYS -> new RelationReader(this).keys();
        case PROGRAMS -> new ProgramReader(this).ofTables();
        case STATISTICS -> new RelationReader(this).statistics();
        case SEQUENCE -> new RelationReader(this).sequences();
      }
    }
    if (options.grants()) {
      only = new HashSet<>();
      relations.values().forEach(only::addAll);
      GrantReader.read(this);
    }
  }

  /**
   * The search path of every query: PostgreSQL's own objects, the session's temporary ones last.
   */
  static final String OWN_PATH = "pg_catalog, pg_temp";

  /**
   * Runs {@code sql}; its one parameter, if any, is the array of schema oids. An expression in
   * braces is the oid of a relation, and stands for whether that one is read.
   *
   * <p>The server reads the query by a search path of its own objects alone: on any other one,
   * whoever may create something there could put an operator that fits better, and have it run in
   * the reader's name. The rows come by the default schema's path, by which the deparsers leave
   * that schema's name out. A cursor keeps the two apart.
   */
  void query(String sql, RowReader reader) throws SQLException {
    if (message != null) {
      message.add(
          ONLY.matcher(sql.replace("?", "$1")).replaceAll("$1 = ANY (\\$2)"),
          List.of(PreparedReads.oids(List.of(schemas)), PreparedReads.oids(only)),
          Names.quote(options.defaultSchema()),
          reader);
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(
          "DECLARE athanor_rows NO SCROLL CURSOR FOR "
              + ONLY.matcher(sql.replace("?", array())).replaceAll("true")
              + ";SET LOCAL search_path = "
              + Names.quote(options.defaultSchema())
              + ";FETCH ALL FROM athanor_rows;CLOSE athanor_rows;SET LOCAL search_path = "
              + OWN_PATH);
      try (ResultSet row = PreparedReads.next(statement)) {
        while (row.next()) {
          reader.read(row);
        }
      }
    }
  }

  private String array() {
    return "'" + PreparedReads.oids(List.of(schemas)) + "'::pg_catalog.oid[]";
  }

  void schemas(List<Long> oids) {
    schemas = oids.toArray(Long[]::new);
  }

  void member(Address address, ObjectId extension) {
    members.put(address, extension);
    addresses.put(address, extension);
  }

  boolean isMember(String catalog, long oid) {
    return members.containsKey(new Address(catalog, oid, 0));
  }

  /** Keeps an object, unless it belongs to an extension or the options leave it out. */
  boolean add(String catalog, long oid, SchemaObject object) {
    if (isMember(catalog, oid) || !options.takes(object.id())) {
      return false;
    }
    objects.put(object.id(), object);
    addresses.put(new Address(catalog, oid, 0), object.id());
    return true;
  }

  void address(String catalog, long oid, int column, ObjectId id) {
    addresses.putIfAbsent(new Address(catalog, oid, column), id);
  }

  static List<String> strings(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
  }

  /** {@code {fillfactor=70}} as a map. */
  static SortedMap<String, String> options(ResultSet row, String column, String prefix)
      throws SQLException {
    SortedMap<String, String> map = new TreeMap<>();
    for (String entry : strings(row, column)) {
      int equals = entry.indexOf('=');
      map.put(prefix + entry.substring(0, equals), entry.substring(equals + 1));
    }
    return map;
  }

  /** Pairs of a name and a text, as two arrays of the same length. */
  static SortedMap<String, String> pairs(ResultSet row, String names, String values)
      throws SQLException {
    SortedMap<String, String> map = new TreeMap<>();
    List<String> texts = new ArrayList<>(strings(row, values));
    List<String> keys = strings(row, names);
    for (int i = 0; i < keys.size(); i++) {
      map.put(keys.get(i), texts.get(i));
    }
    return map;
  }
}
