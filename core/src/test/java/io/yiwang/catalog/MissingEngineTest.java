package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingEngineTest {
  @Test
  void open_withoutTheEngine_saysWhichArtifactToAdd(@TempDir Path folder) throws Exception {
    URL core = CatalogMirror.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader alone =
        new URLClassLoader(new URL[] {core}, ClassLoader.getPlatformClassLoader())) {
      Method open = alone.loadClass(CatalogMirror.class.getName()).getMethod("open", Path.class);

      InvocationTargetException thrown =
          assertThrows(InvocationTargetException.class, () -> open.invoke(null, folder));

      Throwable told = assertInstanceOf(IllegalStateException.class, thrown.getCause());
      assertEquals(
          "CatalogMirror needs org.apache.lucene:lucene-core:9.12.3; add it", told.getMessage());
    }
  }
}
