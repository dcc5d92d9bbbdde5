package dev.athanor.autogenerate.model;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads {@code @RenamedFrom("old_name")} on entities, attributes and the constants of their enums.
 *
 * <p>Any annotation of that simple name with run-time retention and a {@code String value()} will
 * do, so a project needs nothing of Athanor's on its class path.
 */
final class RenameAnnotations {
  private static final String NAME = "RenamedFrom";

  private RenameAnnotations() {}

  static List<RenameHint> read(List<Class<?>> types) {
    List<RenameHint> hints = new ArrayList<>();
    Set<Class<?>> enums = new LinkedHashSet<>();
    for (Class<?> type : types) {
      add(type, type.getSimpleName(), type.getName(), List.of("Table", "Entity"), hints);
      for (Field field : type.getDeclaredFields()) {
        attribute(type, field, field.getName(), hints);
        enums(field.getGenericType(), enums);
      }
      for (Method method : type.getDeclaredMethods()) {
        attribute(type, method, property(method.getName()), hints);
        enums(method.getGenericReturnType(), enums);
      }
    }
    enums.forEach(type -> constants(type, hints));
    return hints;
  }

  /** The enum that a type is, or that it is a collection or an array of. */
  private static void enums(Type type, Set<Class<?>> found) {
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        enums(argument, found);
      }
    } else if (type instanceof Class<?> single && single.isArray()) {
      enums(single.getComponentType(), found);
    } else if (type instanceof Class<?> single && single.isEnum()) {
      found.add(single);
    }
  }

  private static void constants(Class<?> type, List<RenameHint> hints) {
    for (Field field : type.getDeclaredFields()) {
      String where = type.getName() + "." + field.getName();
      from(field).ifPresent(old -> hints.add(new RenameHint(old, List.of(field.getName()), where)));
    }
  }

  private static void attribute(
      Class<?> type, AnnotatedElement element, String name, List<RenameHint> hints) {
    String where = type.getName() + "." + name;
    add(
        element,
        name,
        where,
        List.of("Column", "JoinColumn", "CollectionTable", "JoinTable"),
        hints);
  }

  private static void add(
      AnnotatedElement element,
      String name,
      String where,
      List<String> namedBy,
      List<RenameHint> hints) {
    from(element)
        .ifPresent(
            from -> hints.add(new RenameHint(from, candidates(element, name, namedBy), where)));
  }

  private static Optional<String> from(AnnotatedElement element) {
    return Stream.of(element.getDeclaredAnnotations())
        .filter(annotation -> annotation.annotationType().getSimpleName().equals(NAME))
        .map(annotation -> value(annotation, "value"))
        .filter(from -> from != null && !from.isBlank())
        .findFirst();
  }

  /** The name that an annotation gives, then the names that naming strategies make of ours. */
  private static List<String> candidates(
      AnnotatedElement element, String name, List<String> namedBy) {
    Set<String> names = new LinkedHashSet<>();
    for (Annotation annotation : element.getDeclaredAnnotations()) {
      String explicit = value(annotation, "name");
      if (namedBy.contains(annotation.annotationType().getSimpleName())
          && explicit != null
          && !explicit.isEmpty()) {
        names.add(explicit);
        names.add(underscores(explicit));
      }
    }
    names.add(name);
    names.add(name.toLowerCase(Locale.ROOT));
    names.add(underscores(name));
    names.add(name.toLowerCase(Locale.ROOT) + "_id");
    names.add(underscores(name) + "_id");
    return List.copyOf(names);
  }

  static String underscores(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static String property(String accessor) {
    String name = accessor.replaceFirst("^(get|is)(?=[A-Z])", "");
    return name.isEmpty()
        ? accessor
        : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static String value(Annotation annotation, String attribute) {
    try {
      Method method = annotation.annotationType().getMethod(attribute);
      method.setAccessible(true);
      return method.invoke(annotation) instanceof String text ? text : null;
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
