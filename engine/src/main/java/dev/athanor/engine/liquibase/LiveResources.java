package dev.athanor.engine.liquibase;

import java.io.IOException;
import java.util.List;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.Resource;

/** The changelog's files as they were compiled; what a change reads besides is the class path's. */
final class LiveResources extends AbstractResourceAccessor {
  private final ConfinedResources changelog;
  private final ClassLoaderResourceAccessor classpath = new ClassLoaderResourceAccessor();

  LiveResources(ConfinedResources changelog) {
    this.changelog = changelog;
  }

  @Override
  public List<Resource> search(String path, SearchOptions options) throws IOException {
    try {
      return changelog.search(path, options);
    } catch (IOException e) {
      return classpath.search(path, options);
    }
  }

  @Override
  public List<Resource> search(String path, boolean recursive) throws IOException {
    try {
      return changelog.search(path, recursive);
    } catch (IOException e) {
      return classpath.search(path, recursive);
    }
  }

  @Override
  public List<Resource> getAll(String path) throws IOException {
    List<Resource> own = changelog.getAll(path);
    return own.isEmpty() ? classpath.getAll(path) : own;
  }

  @Override
  public List<String> describeLocations() {
    return List.of("the bundle", "the class path");
  }

  @Override
  public void close() {
    // The process ends.
  }
}
