package io.yiwang.spring;

import io.yiwang.journal.Journal;
import io.yiwang.journal.JournalException;
import io.yiwang.journal.JournalListener;
import io.yiwang.signing.PayloadCipher;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Makes the journal, and the beans of each gateway in the properties. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    })
@EnableConfigurationProperties(YiwangProperties.class)
public class YiwangAutoConfiguration {
  @Bean
  static GatewayBeans yiwangGatewayBeans(Environment environment) {
    return new GatewayBeans(environment);
  }

  /** Makes a journal in a file, for one node. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("yiwang.journal.file")
  static class FileJournal {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Journal yiwangJournal(
        YiwangProperties properties,
        ObjectProvider<PayloadCipher> cipher,
        ObjectProvider<JournalListener> listener) {
      Path file = properties.journal().file();
      if (file == null) {
        throw new ConfigurationException("yiwang.journal.file", "is empty", "set it to a file");
      }
      try {
        return open(Journal.builder(file), cipher, listener);
      } catch (JournalException | IllegalArgumentException e) {
        throw new ConfigurationException(
            "yiwang.journal.file",
            "cannot be used: " + e.getMessage(),
            "correct what it says, or set another file",
            e);
      }
    }
  }

  /** Makes a journal in the application's database, for several nodes. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("yiwang.journal.data-source")
  static class DatabaseJournal {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Journal yiwangJournal(
        ObjectProvider<DataSource> databases,
        ObjectProvider<PayloadCipher> cipher,
        ObjectProvider<JournalListener> listener) {
      DataSource database = databases.getIfUnique();
      if (database == null) {
        throw new ConfigurationException(
            "yiwang.journal.data-source",
            "needs one bean of type DataSource, and there is none, or several",
            "set spring.datasource.url, or mark one of several as @Primary");
      }
      try {
        return open(Journal.builder(database), cipher, listener);
      } catch (JournalException | IllegalArgumentException e) {
        throw new ConfigurationException(
            "yiwang.journal.data-source",
            "cannot be used: " + e.getMessage(),
            "correct what it says about the database",
            e);
      }
    }
  }

  private static Journal open(
      Journal.Builder journal,
      ObjectProvider<PayloadCipher> cipher,
      ObjectProvider<JournalListener> listener) {
    cipher.ifUnique(journal::cipher);
    listener.ifUnique(journal::listener);
    return journal.open();
  }
}
