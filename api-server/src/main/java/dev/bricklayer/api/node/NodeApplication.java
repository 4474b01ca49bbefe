package dev.bricklayer.api.node;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bricklayer.api.config.ConfigurationFault;
import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.config.error.ClusterException;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.cli.ServerCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.util.JarLocation;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import net.sourceforge.argparse4j.inf.Namespace;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Dropwizard application of a node. */
public final class NodeApplication extends Application<NodeConfiguration> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeApplication.class);

  /** An answer that was begun is sent to its end before the server stops. */
  private static final long BEFORE_RESTART_MILLIS = 500;

  private final Consumer<Throwable> fatal;
  private String[] arguments = {};

  /** The process's only node: a start that fails ends it with one sentence and status 1. */
  public NodeApplication() {
    this(NodeApplication::end);
  }

  /** One of several nodes in a process, which is told of a start that failed. */
  NodeApplication(Consumer<Throwable> fatal) {
    this.fatal = fatal;
  }

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

  /** Dropwizard's own, but a failure is told once, by us. */
  @Override
  public void run(String... arguments) {
    this.arguments = arguments;
    Bootstrap<NodeConfiguration> bootstrap = new Bootstrap<>(this);
    bootstrap.addCommand(new ServerCommand<>(this));
    bootstrap.addCommand(new Check(this));
    initialize(bootstrap);
    bootstrap.registerMetrics();
    new Cli(new JarLocation(getClass()), bootstrap, System.out, OutputStream.nullOutputStream())
        .run(arguments)
        .ifPresent(this::onFatalError);
  }

  @Override
  public void run(NodeConfiguration configuration, Environment environment) {
    environment.getObjectMapper().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    AtomicReference<Server> server = new AtomicReference<>();
    environment.lifecycle().addServerLifecycleListener(server::set);
    new NodeProcess(
            configuration,
            () -> restart(Objects.requireNonNull(server.get(), "it has not started")))
        .register(environment);
  }

  /** The node ends in an orderly way and begins anew in the same process. */
  private void restart(Server running) {
    Thread thread = new Thread(() -> stopAndRun(running), "restart");
    // for a moment it is the only one that keeps the process
    thread.setDaemon(false);
    thread.start();
  }

  private void stopAndRun(Server running) {
    try {
      TimeUnit.MILLISECONDS.sleep(BEFORE_RESTART_MILLIS);
      LOG.info("this node begins anew");
      running.stop();
    } catch (TimeoutException e) {
      LOG.debug("connections that were open have been cut");
    } catch (Exception e) {
      // whatever did not end well has ended: the server stops all of its parts before it tells
      LOG.warn("the node did not stop in an orderly way: {}", e.toString());
      LOG.debug("stop failed", e);
    }
    new NodeApplication(fatal).run(arguments);
  }

  @Override
  protected void onFatalError(Throwable failure) {
    fatal.accept(failure);
  }

  private static void end(Throwable failure) {
    System.err.println("bricklayer cannot start: " + sentence(failure));
    LOG.debug("start failed", failure);
    System.exit(1);
  }

  static String sentence(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ClusterException known) {
        return known.sentence();
      }
      String fault = ConfigurationFault.sentence(at);
      if (fault != null) {
        return fault;
      }
      if (at.getCause() == null) {
        return String.valueOf(at.getMessage());
      }
    }
    return "the reason is not known";
  }

  /** {@code bricklayer check}. */
  private static final class Check extends ConfiguredCommand<NodeConfiguration> {
    private final NodeApplication application;

    private Check(NodeApplication application) {
      super("check", "reads the configuration and says what is wrong with it");
      this.application = application;
    }

    @Override
    protected Class<NodeConfiguration> getConfigurationClass() {
      return application.getConfigurationClass();
    }

    @Override
    protected void run(
        Bootstrap<NodeConfiguration> bootstrap,
        Namespace namespace,
        NodeConfiguration configuration) {
      NodeFolders.check(configuration);
      System.out.println(namespace.getString("file") + " is right");
    }
  }
}
