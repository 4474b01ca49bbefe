package dev.bricklayer.api.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.api.config.NodeConfiguration;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.logging.common.AbstractAppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NodeLoggingTest {
  @Test
  void byDefaultOursAtInfoAndLibrariesAtWarn() throws Exception {
    DefaultLoggingFactory logging = logging("name: n1");
    assertThat(logging.getLevel()).isEqualTo("WARN");
    assertThat(level(logging, "dev.bricklayer")).isEqualTo("INFO");
    assertThat(level(logging, "org.eclipse.jetty")).isEqualTo("WARN");
    assertThat(level(logging, "io.temporal.internal.sync")).isEqualTo("ERROR");
    assertThat(appender(logging).getLayout()).isNull();
  }

  @Test
  void jsonIsAKey() throws Exception {
    assertThat(appender(logging("logFormat: json")).getLayout())
        .isInstanceOf(JsonLayoutFactory.class);
  }

  @Test
  void whatTheUsersSectionSaysCounts() throws Exception {
    DefaultLoggingFactory logging =
        logging(
            """
            logFormat: json
            logging:
              level: ERROR
              loggers: {dev.bricklayer: DEBUG, io.dropwizard: INFO}
              appenders: [{type: console, logFormat: "%m%n"}]
            """);
    assertThat(logging.getLevel()).isEqualTo("ERROR");
    assertThat(level(logging, "dev.bricklayer")).isEqualTo("DEBUG");
    assertThat(level(logging, "io.dropwizard")).isEqualTo("INFO");
    assertThat(level(logging, "org.eclipse.jetty")).isEqualTo("WARN");
    assertThat(appender(logging).getLayout()).isNull();
    assertThat(appender(logging).getLogFormat()).isEqualTo("%m%n");
  }

  @Test
  void anAppenderOfTheUserCanHaveJsonForItself() throws Exception {
    DefaultLoggingFactory logging =
        logging("logging: {appenders: [{type: console, layout: {type: json}}]}");
    assertThat(appender(logging).getLayout()).isInstanceOf(JsonLayoutFactory.class);
  }

  private static String level(DefaultLoggingFactory logging, String name) {
    return requireNonNull(logging.getLoggers().get(name)).asText();
  }

  private static AbstractAppenderFactory<?> appender(DefaultLoggingFactory logging) {
    return (AbstractAppenderFactory<?>) logging.getAppenders().get(0);
  }

  private static DefaultLoggingFactory logging(String yaml) throws Exception {
    NodeConfiguration configuration =
        new YamlConfigurationFactory<>(
                NodeConfiguration.class, Validators.newValidator(), Jackson.newObjectMapper(), "dw")
            .build(
                path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
                "node.yml");
    return (DefaultLoggingFactory) configuration.getLoggingFactory();
  }
}
