package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.value.Money;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MissingCsvReaderTest {
  private static URL origin(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  @Test
  void forEach_withoutTheReader_saysWhichArtifactToAdd() throws Exception {
    URL[] ours = {origin(CsvChannelFile.class), origin(Money.class)};
    try (URLClassLoader alone = new URLClassLoader(ours, ClassLoader.getPlatformClassLoader())) {
      Class<?> columns = alone.loadClass(CsvChannelFile.Columns.class.getName());
      Constructor<?> constructor =
          columns.getConstructor(String.class, String.class, String.class, String.class);
      Object named = constructor.newInstance("a", "b", "c", "d");
      Class<?> type = alone.loadClass(CsvChannelFile.class.getName());
      Object file = type.getConstructor(Path.class, columns).newInstance(Path.of("x.csv"), named);
      Method forEach = type.getMethod("forEach", Consumer.class);
      Consumer<Object> nobody = each -> {};

      InvocationTargetException thrown =
          assertThrows(InvocationTargetException.class, () -> forEach.invoke(file, nobody));

      Throwable told = assertInstanceOf(IllegalStateException.class, thrown.getCause());
      assertEquals(
          "a channel's file in CSV needs the CSV reader; add de.siegmar:fastcsv",
          told.getMessage());
    }
  }
}
