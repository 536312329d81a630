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
 * The texts of one module that people read, one file for each language: {@code
 * META-INF/yiwang/NAME_zh.properties}, {@code NAME_en.properties}, and those that an application
 * brings. {@code META-INF} is no package, so files are found there on the module path too.
 * Thread-safe.
 */
public final class Texts {
  /** More languages than this are not remembered, only looked up again. */
  private static final int MOST = 50;

  private final String name;
  private final ClassLoader loader;
  private final Map<String, Properties> byLanguage = new ConcurrentHashMap<>();

  /**
   * Reads the texts of that name.
   *
   * @param home a class of the module
   */
  public Texts(String name, Class<?> home) {
    this.name = name;
    this.loader = home.getClassLoader();
  }

  /**
   * Returns a text in a language: of the whole tag, else of its first part, else English.
   *
   * @param tag such as {@code zh-CN}
   * @param parts what {@code %s} and the like in the text stand for
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

  /** Returns whether there is an English text of that key. */
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
