package dev.athanor.autogenerate.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many keys a row of a generator's table gives at once, which no schema tells: the most that
 * any {@code @TableGenerator} or {@code <table-generator>} says, and the standard's 50 at least.
 */
final class TableGenerators {
  private static final int STANDARD = 50;
  private static final Pattern XML =
      Pattern.compile("<(?:\\w+:)?table-generator\\b[^>]*\\ballocation-size\\s*=\\s*[\"'](\\d+)");

  private TableGenerators() {}

  static int allocation(List<Class<?>> types, List<String> mappingFiles, ClassLoader loader) {
    int most = STANDARD;
    for (Class<?> type : types) {
      List<AnnotatedElement> elements = new ArrayList<>(List.of(type));
      if (type.getPackage() != null) {
        elements.add(type.getPackage());
      }
      elements.addAll(List.of(type.getDeclaredFields()));
      elements.addAll(List.of(type.getDeclaredMethods()));
      for (AnnotatedElement element : elements) {
        for (Annotation annotation : element.getDeclaredAnnotations()) {
          most = Math.max(most, allocation(annotation));
        }
      }
    }
    for (String file : mappingFiles) {
      Matcher found = XML.matcher(read(file, loader));
      while (found.find()) {
        most = Math.max(most, Integer.parseInt(found.group(1)));
      }
    }
    return most;
  }

  private static int allocation(Annotation annotation) {
    String name = annotation.annotationType().getSimpleName();
    try {
      if (name.equals("TableGenerator")) {
        return (int) value(annotation, "allocationSize");
      }
      if (name.equals("TableGenerators")) {
        int most = 0;
        for (Annotation each : (Annotation[]) value(annotation, "value")) {
          most = Math.max(most, allocation(each));
        }
        return most;
      }
    } catch (ReflectiveOperationException | ClassCastException e) {
      // Another annotation of that name.
    }
    return 0;
  }

  private static Object value(Annotation annotation, String attribute)
      throws ReflectiveOperationException {
    return annotation.annotationType().getMethod(attribute).invoke(annotation);
  }

  private static String read(String file, ClassLoader loader) {
    try (InputStream in = loader.getResourceAsStream(file)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
