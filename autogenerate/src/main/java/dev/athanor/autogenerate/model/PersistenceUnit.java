package dev.athanor.autogenerate.model;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Properties;

/**
 * A {@code PersistenceUnitInfo} of whichever Jakarta Persistence the project has: 3.1 and 3.2
 * differ in their methods, a proxy does not.
 */
record PersistenceUnit(String name, List<String> classes, List<String> mappingFiles) {

  Object as(Class<?> info, ClassLoader loader) {
    InvocationHandler handler = (proxy, method, arguments) -> answer(proxy, method, loader);
    return Proxy.newProxyInstance(loader, new Class<?>[] {info}, handler);
  }

  private Object answer(Object proxy, Method method, ClassLoader loader) {
    return switch (method.getName()) {
      case "getPersistenceUnitName" -> name;
      case "getManagedClassNames" -> classes;
      case "getMappingFileNames" -> mappingFiles;
      case "getJarFileUrls", "getQualifierAnnotationNames" -> List.of();
      case "getProperties" -> new Properties();
      case "getPersistenceXMLSchemaVersion" -> "3.0";
      case "getClassLoader", "getNewTempClassLoader" -> loader;
      // Everything managed is named: nothing is left to scan for.
      case "excludeUnlistedClasses" -> true;
      case "getTransactionType" -> constant(method.getReturnType(), "RESOURCE_LOCAL");
      case "getSharedCacheMode" -> constant(method.getReturnType(), "NONE");
      case "getValidationMode" -> constant(method.getReturnType(), "AUTO");
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> name;
      default -> null;
    };
  }

  private static Object constant(Class<?> type, String name) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalStateException(type + " has no " + name);
  }
}
