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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles entities written as text, as Maven would have before a goal runs. */
public final class ModelCompiler {
  private static final Pattern TYPE =
      Pattern.compile(
          "(?m)^(?:@.*\\s)?(?:public )?(?:abstract )?(?:class|enum|record|@interface|interface) (\\w+)");

  /** What every model file starts with, unless it says its own package. */
  public static final String HEADER =
      """
      package model;
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

  /** Compiles one source text into {@code classes}; only its first type may be public. */
  public static void compile(Provider provider, Path classes, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try {
      Files.createDirectories(classes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String classPath =
        provider.jars().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> options =
        List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "-parameters", "-nowarn");
    String text = source.contains("package ") ? source : HEADER + source;
    Boolean compiled =
        compiler
            .getTask(problems, null, null, options, null, new ArrayList<>(List.of(file(text))))
            .call();
    if (!compiled) {
      throw new IllegalArgumentException(problems + "\n" + text);
    }
  }

  private static JavaFileObject file(String text) {
    Matcher type = TYPE.matcher(text);
    String name = type.find() ? type.group(1) : "Model";
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
