package io.yiwang.spring;

import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.LoginControls;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/** Starts the sandboxes of a {@link GovSandboxTest}; Spring's test support finds this class. */
final class GovSandboxContextCustomizerFactory implements ContextCustomizerFactory {
  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> test, List<ContextConfigurationAttributes> attributes) {
    GovSandboxTest annotation =
        AnnotatedElementUtils.findMergedAnnotation(test, GovSandboxTest.class);
    return annotation == null ? null : new Customizer(List.of(annotation.value()));
  }

  /** Starts the sandboxes. It is a record because equal customizers can share a context. */
  private record Customizer(List<String> gateways) implements ContextCustomizer {
    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration merged) {
      Map<String, Object> properties = new LinkedHashMap<>();
      BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
      for (String gateway : gateways) {
        GovSandbox sandbox = GovSandbox.start();
        String prefix = "yiwang.gateways." + gateway + ".";
        properties.put(prefix + "endpoint", sandbox.endpoint());
        properties.put(prefix + "key-id", GovSandbox.PLATFORM_KEY_ID);
        properties.put(prefix + "private-key", sandbox.platformKeyPem());
        properties.put(prefix + "trust-anchors", sandbox.anchorPem());
        URI redirect =
            context.getEnvironment().getProperty(prefix + "login.redirect-uri", URI.class);
        if (redirect != null) {
          sandbox.loginControls().registerRedirect(redirect);
          properties.put(prefix + "login.client-id", LoginControls.CLIENT_ID);
          properties.put(prefix + "login.client-secret", sandbox.loginControls().clientSecret());
        }
        // Registered here, because a context that fails to start never makes the bean.
        ((DefaultSingletonBeanRegistry) context.getBeanFactory())
            .registerDisposableBean(gateway + "GovSandbox", sandbox::close);
        RootBeanDefinition bean = new RootBeanDefinition(GovSandbox.class, () -> sandbox);
        bean.addQualifier(new AutowireCandidateQualifier(Qualifier.class, gateway));
        bean.setPrimary(gateway.equals(gateways.get(0)));
        bean.setDestroyMethodName("close");
        bean.setLazyInit(false);
        registry.registerBeanDefinition(gateway + "GovSandbox", bean);
      }
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("gov-sandbox", properties));
    }
  }
}
