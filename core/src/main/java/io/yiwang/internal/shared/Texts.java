package io.yiwang.internal.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the texts of one module that people read, in one file per language: {@code
 * META-INF/yiwang/NAME_zh.properties}, {@code NAME_en.properties}, and any that the application
 * supplies. {@code META-INF} is not a package, so its files are found on the module path too.
 * Thread-safe.
 */
public final class Texts {
  /** The most languages that are cached; texts of others are read again each time. */
  private static final int MOST = 50;

  private final String name;
  private final ClassLoader loader;
  private final Map<String, Properties> byLanguage = new ConcurrentHashMap<>();

  /**
   * Creates a reader of the texts with that name.
   *
   * @param home a class of the module
   */
  public Texts(String name, Class<?> home) {
    this.name = name;
    this.loader = home.getClassLoader();
  }

  /**
   * Returns a text in a language: by the whole tag, else by its first part, else in English.
   *
   * @param tag the language, such as {@code zh-CN}
   * @param parts the arguments of the format specifiers in the text
   */
  public String of(String tag, String key, Object... parts) {
    String lower = tag.toLowerCase(Locale.ROOT);
    String text = in(lower).getProperty(key);
    if (text == null) {
      text = in(lower.replaceFirst("-.*", "")).getProperty(key);
    }
    if (text == null) {
      text = in("en").getProperty(key);
    }
    if (text == null) {
      throw new IllegalStateException(name + "_en.properties has no text " + key);
    }
    return parts.length == 0 ? text : String.format(Locale.ROOT, text, parts);
  }

  /** Returns whether there is an English text with that key. */
  public boolean has(String key) {
    return in("en").getProperty(key) != null;
  }

  private Properties in(String tag) {
    Properties known = byLanguage.get(tag);
    if (known == null) {
      known = read(tag);
      if (byLanguage.size() < MOST) {
        byLanguage.put(tag, known);
      }
    }
    return known;
  }

  private Properties read(String tag) {
    Properties texts = new Properties();
    String file = "META-INF/yiwang/" + name + "_" + tag + ".properties";
    try (InputStream in = loader.getResourceAsStream(file)) {
      if (in != null) {
        texts.load(new InputStreamReader(in, UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    return texts;
  }
}
