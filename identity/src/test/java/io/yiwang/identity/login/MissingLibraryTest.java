package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.Gateway;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissingLibraryTest {
  @Test
  void build_withoutTheLibrary_saysWhichArtifactToAdd() throws Exception {
    URL identity = CitizenLogin.class.getProtectionDomain().getCodeSource().getLocation();
    URL core = Gateway.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader alone =
        new URLClassLoader(new URL[] {identity, core}, ClassLoader.getPlatformClassLoader())) {
      Class<?> login = alone.loadClass(CitizenLogin.class.getName());
      Class<?> provider = alone.loadClass(OpenIdProvider.class.getName());
      URI uri = URI.create("https://login.example.gov.cn/");
      Object builder = login.getMethod("builder").invoke(null);
      Class<?> type = builder.getClass();
      type.getMethod("provider", provider)
          .invoke(
              builder,
              provider.getConstructors()[0].newInstance(
                  uri, uri, uri, uri, null, null, List.of("S256"), true));
      type.getMethod("redirectUri", URI.class).invoke(builder, uri);

      InvocationTargetException thrown =
          assertThrows(
              InvocationTargetException.class, () -> type.getMethod("build").invoke(builder));

      Throwable told = assertInstanceOf(IllegalStateException.class, thrown.getCause());
      assertEquals(
          "CitizenLogin needs com.nimbusds:oauth2-oidc-sdk:11.37; add it", told.getMessage());
    }
  }
}
