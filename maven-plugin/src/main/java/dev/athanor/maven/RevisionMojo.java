package dev.athanor.maven;

import dev.athanor.autogenerate.command.Autogenerate;
import dev.athanor.autogenerate.command.AutogenerateRequest;
import dev.athanor.autogenerate.write.ConversionChoices;
import dev.athanor.engine.command.NewRevision;
import dev.athanor.engine.command.RevisionRequest;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Writes a new revision after the head: from a template that the project can replace, or with
 * {@code -Dautogenerate} what the model asks for. What is about the model counts only then.
 */
@Mojo(name = "revision", threadSafe = true)
public final class RevisionMojo extends ModelMojo {

  /** What the revision does, in one line. */
  @Parameter(property = "athanor.message", defaultValue = "${message}")
  private String message;

  /** The file's format: {@code sql}, {@code yaml} or {@code xml}. */
  @Parameter(property = "athanor.format", defaultValue = "${format}")
  private String format;

  /** Author of the changesets. */
  @Parameter(property = "athanor.author", defaultValue = "${project.artifactId}")
  private String author;

  /** Labels of the branch that starts here, separated by commas. */
  @Parameter(property = "athanor.branchLabel")
  private String branchLabel;

  /** Revisions that must be applied first without being parents, separated by commas. */
  @Parameter(property = "athanor.dependsOn")
  private String dependsOn;

  /** The revision's id, in place of 12 random hex digits. */
  @Parameter(property = "athanor.revisionId")
  private String revisionId;

  /** What it follows: a revision, {@code head}, or {@code base} to start a branch of its own. */
  @Parameter(property = "athanor.head", defaultValue = "head")
  private String head;

  /** Lets it follow a revision that is no head, which starts a branch. */
  @Parameter(property = "athanor.splice", defaultValue = "false")
  private boolean splice;

  /** Writes what takes the schema from what the revisions build to what the model says. */
  @Parameter(property = "athanor.autogenerate", defaultValue = "${autogenerate}")
  private boolean autogenerate;

  /**
   * What existing rows get in a column that becomes NOT NULL: {@code users.role='guest'}, or {@code
   * users.role=} where none is without a value; separated by semicolons.
   */
  @Parameter(property = "athanor.backfill", defaultValue = "${backfill}")
  private String backfill;

  /**
   * What values become in a column whose type changes, where the types do not tell: {@code
   * users.role=CASE role WHEN 0 THEN 'ADMIN' END}, separated by semicolons.
   */
  @Parameter(property = "athanor.convert")
  private String convert;

  /** What they become on the way back, written alike. */
  @Parameter(property = "athanor.convertBack")
  private String convertBack;

  /** Accepts into the baseline file what the schema has and the model does not say. */
  @Parameter(property = "athanor.acceptBaseline", defaultValue = "false")
  private boolean acceptBaseline;

  @Override
  void runOnChangelog() {
    RevisionRequest request =
        new RevisionParameters(message, format, author, branchLabel, dependsOn, revisionId)
            .request(NewRevisionMojo.list(head), splice);
    if (!autogenerate) {
      print(new NewRevision(changelog(), request, compileOptions()).run());
      return;
    }
    print(
        new Autogenerate(
                new AutogenerateRequest(
                    compareRequest(),
                    request,
                    expressions("backfill", backfill),
                    new ConversionChoices(
                        expressions("convert", convert), expressions("convertBack", convertBack)),
                    acceptBaseline,
                    line -> getLog().info(line)))
            .run());
  }

  private static Map<String, String> expressions(String parameter, String text) {
    boolean fills = parameter.equals("backfill");
    Map<String, String> expressions = new LinkedHashMap<>();
    for (String one : text == null ? new String[0] : text.split(";")) {
      String[] parts = one.split("=", 2);
      if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank() && !fills) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            "the " + parameter + " '" + one + "' is not of the form table.column=expression",
            fills
                ? "Write it like -Dbackfill=\"users.role='guest'\", or -Dbackfill=\"users.role=\""
                    + " where no row is without a value."
                : "Write it like -Dathanor." + parameter + "=\"users.age=age::integer\".");
      }
      expressions.put(parts[0].strip(), parts[1].strip());
    }
    return expressions;
  }
}
