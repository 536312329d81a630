package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.GovClient;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.doctor.SignatureDoctor;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.journal.Journal;
import io.yiwang.messages.MessageClient;
import io.yiwang.payments.FineClient;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Calls every public constructor and static method of every exported type with a marked text
 * wherever it takes one, and writes what it throws and returns to {@link Channels}.
 */
final class Types {
  private static final List<Class<?>> ONE_OF_EACH_MODULE =
      List.of(
          GovClient.class,
          Journal.class,
          MessageClient.class,
          FineClient.class,
          SmKeys.class,
          IdentityClient.class,
          SignatureDoctor.class);

  private final Channels channels;
  private final String mark;
  private final Path nowhere;

  Types(Channels channels, String mark, Path nowhere) {
    this.channels = channels;
    this.mark = mark;
    this.nowhere = nowhere;
  }

  void all() throws IOException, URISyntaxException {
    for (Class<?> each : exported()) {
      for (Executable factory : factories(each)) {
        call(factory);
      }
    }
  }

  private void call(Executable factory) {
    channels.write("factories", factory.getDeclaringClass().getName() + " " + factory.getName());
    try {
      Object made = made(factory, 0);
      if (made != null) {
        channels.write("made", made.getClass().getName() + " is " + made);
      }
    } catch (InvocationTargetException e) {
      channels.write("thrown", "by " + factory);
      channels.thrown(e.getCause());
    } catch (ReflectiveOperationException | RuntimeException e) {
      channels.write("unmade", factory + " " + e);
    }
  }

  private Object made(Executable factory, int depth) throws ReflectiveOperationException {
    Type[] types = factory.getGenericParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = argument(types[i], depth);
    }
    return factory instanceof Constructor<?> constructor
        ? constructor.newInstance(arguments)
        : ((Method) factory).invoke(null, arguments);
  }

  private static List<Executable> factories(Class<?> type) {
    List<Executable> factories = new ArrayList<>();
    if (!Modifier.isAbstract(type.getModifiers()) && !type.isEnum()) {
      factories.addAll(List.of(type.getConstructors()));
    }
    for (Method method : type.getMethods()) {
      boolean ours = method.getDeclaringClass() == type && !method.isSynthetic();
      if (ours
          && Modifier.isStatic(method.getModifiers())
          && !method.getName().matches("values|valueOf|main")) {
        factories.add(method);
      }
    }
    return factories;
  }

  private Object argument(Type type, int depth) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType of) {
      return generic((Class<?>) of.getRawType(), of.getActualTypeArguments(), depth);
    }
    return type instanceof Class<?> plain ? plain(plain, depth) : mark;
  }

  private Object generic(Class<?> type, Type[] of, int depth) throws ReflectiveOperationException {
    if (type == List.class || type == Iterable.class || type == java.util.Collection.class) {
      return List.of(argument(of[0], depth + 1));
    }
    if (type == Set.class) {
      return Set.of(argument(of[0], depth + 1));
    }
    if (type == Map.class) {
      return Map.of(argument(of[0], depth + 1), argument(of[1], depth + 1));
    }
    return type == Class.class ? String.class : plain(type, depth);
  }

  private Object plain(Class<?> type, int depth) throws ReflectiveOperationException {
    if (type == String.class || type == CharSequence.class || type == Object.class) {
      return mark;
    }
    if (type == byte[].class) {
      return mark.getBytes(UTF_8);
    }
    if (type == char[].class) {
      return mark.toCharArray();
    }
    if (type.isArray()) {
      Object array = Array.newInstance(type.getComponentType(), 1);
      Array.set(array, 0, plain(type.getComponentType(), depth + 1));
      return array;
    }
    if (type == int.class || type == Integer.class) {
      return 1;
    }
    if (type == long.class || type == Long.class) {
      return 1L;
    }
    if (type == double.class || type == Double.class) {
      return 1.0;
    }
    if (type == boolean.class || type == Boolean.class) {
      return true;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    Object known = known(type);
    return known != null ? known : ours(type, depth);
  }

  private Object known(Class<?> type) {
    Instant now = Instant.now();
    if (type == Duration.class) {
      return Duration.ofSeconds(1);
    } else if (type == Instant.class) {
      return now;
    } else if (type == OffsetDateTime.class) {
      return now.atOffset(ZoneOffset.UTC);
    } else if (type == LocalDate.class) {
      return LocalDate.now(ZoneOffset.UTC);
    } else if (type == Path.class) {
      return nowhere;
    } else if (type == URI.class) {
      return URI.create("https://host.example/");
    } else if (type == InputStream.class) {
      return new java.io.ByteArrayInputStream(mark.getBytes(UTF_8));
    }
    return null;
  }

  /** Returns an object of one of our types, or null if none can be made. */
  private Object ours(Class<?> type, int depth) throws ReflectiveOperationException {
    if (type.isInterface() && !type.isSealed()) {
      return Proxy.newProxyInstance(
          Types.class.getClassLoader(),
          new Class<?>[] {type},
          (proxy, method, arguments) -> {
            if (method.getName().equals("toString")) {
              return "a proxy";
            }
            throw new UnsupportedOperationException("a proxy does nothing");
          });
    }
    if (depth < 3 && type.getName().startsWith("io.yiwang.")) {
      for (Executable factory : factories(type)) {
        boolean makesOne =
            factory instanceof Constructor<?> || ((Method) factory).getReturnType() == type;
        if (makesOne) {
          try {
            return made(factory, depth + 1);
          } catch (InvocationTargetException e) {
            // It refuses the mark, which the next one may accept.
            channels.thrown(e.getCause());
          }
        }
      }
      return constant(type);
    }
    return null;
  }

  private static Object constant(Class<?> type) throws IllegalAccessException {
    for (java.lang.reflect.Field field : type.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == type) {
        return field.get(null);
      }
    }
    return null;
  }

  /** Returns the public types of the modules that an application uses, without internal ones. */
  private static List<Class<?>> exported() throws IOException, URISyntaxException {
    Set<Path> places = new LinkedHashSet<>();
    for (Class<?> each : ONE_OF_EACH_MODULE) {
      places.add(Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
    List<Class<?>> all = new ArrayList<>();
    for (Path at : places) {
      if (Files.isDirectory(at)) {
        add(at, all);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(at)) {
          add(jar.getPath("/"), all);
        }
      }
    }
    return all;
  }

  private static void add(Path root, List<Class<?>> all) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("io/yiwang"))) {
      for (Path file : files.sorted().toList()) {
        String name = root.relativize(file).toString();
        if (name.endsWith(".class")
            && !name.endsWith("-info.class")
            && !name.contains("/internal/")
            // All modules may be compiled to one folder.
            && !name.matches("io/yiwang/(benchmarks|examples|spring|testkit)/.*")) {
          Class<?> type = loaded(name.substring(0, name.length() - 6).replace('/', '.'));
          if (type != null && isPublic(type)) {
            all.add(type);
          }
        }
      }
    }
  }

  /** Loads a type, or returns null if it needs an optional library that is not present. */
  private static Class<?> loaded(String name) {
    try {
      Class<?> type = Class.forName(name, false, Types.class.getClassLoader());
      return Arrays.asList(type.getMethods()).isEmpty() ? null : type;
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static boolean isPublic(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
      if (!Modifier.isPublic(at.getModifiers())) {
        return false;
      }
    }
    return true;
  }
}
