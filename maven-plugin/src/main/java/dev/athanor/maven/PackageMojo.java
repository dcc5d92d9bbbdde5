package dev.athanor.maven;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.command.PackageBundle;
import dev.athanor.engine.command.PackageBundle.PackagedBundle;
import dev.athanor.rehearsal.lint.Known;
import dev.athanor.rehearsal.lint.Sizes;
import java.io.File;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProjectHelper;

/** Compiles the revisions into a bundle and attaches it ({@code zip}, classifier athanor). */
@Mojo(name = "package", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class PackageMojo extends LintingMojo {
  static final String CLASSIFIER = "athanor";
  private static final String TYPE = "zip";

  @Inject private MavenProjectHelper projectHelper;

  /** The bundle. */
  @Parameter(
      property = "athanor.bundle",
      defaultValue = "${project.build.directory}/${project.build.finalName}-athanor.zip",
      required = true)
  private File bundle;

  /** Fails when there are several heads, which nobody merged yet. */
  @Parameter(property = "athanor.singleHead", defaultValue = "false")
  private boolean singleHead;

  /**
   * Lints the revisions of which the cache has no findings first, so that the bundle has them of
   * all: a plan shows them where nothing can be tried.
   */
  @Parameter(property = "athanor.package.rehearse", defaultValue = "false")
  private boolean packageRehearse;

  @Override
  void runOnChangelog() {
    if (packageRehearse) {
      Bundle compiled = bundle();
      lint(compiled, Known.rehearsed(compiled, cache.toPath()), true, Sizes.UNKNOWN);
    }
    PackagedBundle packaged =
        new PackageBundle(changelog(), compileOptions(), bundle.toPath(), singleHead).run();
    print(packaged);
    packaged.warning().ifPresent(this::warn);
    projectHelper.attachArtifact(project, TYPE, CLASSIFIER, bundle);
  }
}
