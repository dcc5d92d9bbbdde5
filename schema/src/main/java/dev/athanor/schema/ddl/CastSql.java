package dev.athanor.schema.ddl;

import dev.athanor.schema.model.Cast;

/** Casts. */
final class CastSql {
  private final Context context;
  private final CommentSql comments;

  CastSql(Context context, CommentSql comments) {
    this.context = context;
    this.comments = comments;
  }

  void create(Cast cast) {
    String context = cast.context().isEmpty() ? "" : " " + cast.context();
    this.context.script().add("CREATE " + name(cast) + " " + cast.method() + context);
    comments.write(null, cast);
  }

  void drop(Cast cast) {
    context.script().add("DROP " + name(cast));
  }

  static String name(Cast cast) {
    return "CAST (" + cast.source() + " AS " + cast.target() + ")";
  }
}
