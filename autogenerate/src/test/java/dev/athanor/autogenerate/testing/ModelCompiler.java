package dev.athanor.autogenerate.testing;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles entities written as text, as Maven would have before a goal runs. */
public final class ModelCompiler {
  /** What every model file starts with. */
  public static final String HEADER =
      """
      import jakarta.persistence.*;
      import java.math.*;
      import java.time.*;
      import java.util.*;
      import org.hibernate.annotations.ColumnDefault;
      import org.hibernate.annotations.JdbcTypeCode;
      import org.hibernate.annotations.OnDelete;
      import org.hibernate.annotations.OnDeleteAction;
      import org.hibernate.type.SqlTypes;
      """;

  private ModelCompiler() {}

  /** Compiles entities into {@code classes}. */
  public static void compile(Provider provider, Path classes, String source) {
    compileAll(provider, classes, Map.of("model", source));
  }

  /** Compiles each source text in a package of its own, all at once. */
  public static void compileAll(Provider provider, Path classes, Map<String, String> sources) {
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach(
        (name, text) -> files.add(file(name, "package " + name + ";\n" + HEADER + text)));
    compile(provider.jars(), classes, files);
  }

  /** Compiles the files below a directory of sources. */
  public static void compileTree(List<Path> classPath, Path classes, Path sources) {
    try (Stream<Path> files = Files.walk(sources)) {
      StandardJavaFileManager manager =
          ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
      List<JavaFileObject> found = new ArrayList<>();
      manager
          .getJavaFileObjectsFromPaths(files.filter(f -> f.toString().endsWith(".java")).toList())
          .forEach(found::add);
      compile(classPath, classes, found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(List<Path> jars, Path classes, List<JavaFileObject> files) {
    StringWriter problems = new StringWriter();
    try {
      Files.createDirectories(classes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String classPath =
        jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    List<String> options =
        List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "-parameters", "-nowarn");
    if (!ToolProvider.getSystemJavaCompiler()
        .getTask(problems, null, null, options, null, files)
        .call()) {
      throw new IllegalArgumentException(problems.toString());
    }
  }

  private static JavaFileObject file(String name, String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + name.replace('.', '/') + "/Entities.java"),
        JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
