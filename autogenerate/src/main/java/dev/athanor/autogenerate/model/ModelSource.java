package dev.athanor.autogenerate.model;

/** Where the schema that a project wants is written down. */
public sealed interface ModelSource permits JpaModel, SqlFileModel, DatabaseModel {

  /** What to call it in a message: the unit, the file, the database. */
  String describe();
}
