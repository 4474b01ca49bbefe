package dev.bricklayer.api.node;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bricklayer.api.config.NodeConfiguration;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Dropwizard application of a node. */
public final class NodeApplication extends Application<NodeConfiguration> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeApplication.class);

  @Override
  public String getName() {
    return "bricklayer";
  }

  @Override
  public void initialize(Bootstrap<NodeConfiguration> bootstrap) {
    bootstrap.setConfigurationSourceProvider(
        new SubstitutingSourceProvider(
            bootstrap.getConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(false)));
  }

  @Override
  public void run(NodeConfiguration configuration, Environment environment) {
    environment.getObjectMapper().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    new NodeProcess(configuration).register(environment);
  }

  /** A start that failed ends with one sentence and status 1. */
  @Override
  protected void onFatalError(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && !(cause instanceof dev.bricklayer.config.error.ClusterException)) {
      cause = cause.getCause();
    }
    System.err.println("bricklayer cannot start: " + cause.getMessage());
    LOG.debug("start failed", failure);
    System.exit(1);
  }
}
