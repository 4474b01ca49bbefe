package dev.bricklayer.api.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dropwizard.logging.common.AbstractAppenderFactory;
import io.dropwizard.logging.common.ConsoleAppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What a node logs unless its configuration says otherwise: what Bricklayer does, and the warnings
 * of its libraries. A failed operation is no defect of the node: it is one line, without the
 * engine's stack traces.
 */
public final class NodeLogging {
  /** The keys under which a line says what it belongs to. */
  public static final String OPERATION = "operation";

  public static final String REQUEST = "request";
  public static final String PEER = "peer";

  private static final Map<String, String> LEVELS =
      Map.of(
          "dev.bricklayer", "INFO",
          "org.eclipse.jetty", "WARN",
          "io.dropwizard", "WARN",
          "io.temporal", "WARN",
          "io.temporal.internal.sync", "ERROR",
          "io.temporal.internal.activity", "ERROR",
          "io.temporal.internal.worker.LocalActivityWorker", "ERROR");

  private static final String PLAIN = "%-5p [%d{ISO8601,UTC}] %c{30}: %m%n%rEx";

  private NodeLogging() {}

  /** How lines look. */
  public enum Format {
    PLAIN,
    JSON
  }

  /** The logging of a node whose configuration says nothing about it. */
  public static DefaultLoggingFactory standard(Format format) {
    DefaultLoggingFactory logging = new DefaultLoggingFactory();
    logging.setLevel("WARN");
    ConsoleAppenderFactory<ILoggingEvent> console = new ConsoleAppenderFactory<>();
    logging.setAppenders(List.of(console));
    return completed(logging, format);
  }

  /**
   * Adds to the user's own section what it does not say: the levels of loggers that it does not
   * name, and the format of appenders that have none of their own.
   */
  public static DefaultLoggingFactory completed(DefaultLoggingFactory logging, Format format) {
    Map<String, JsonNode> loggers = new TreeMap<>();
    LEVELS.forEach((name, level) -> loggers.put(name, new TextNode(level)));
    loggers.putAll(logging.getLoggers());
    logging.setLoggers(loggers);
    logging.getAppenders().stream()
        .filter(AbstractAppenderFactory.class::isInstance)
        .map(NodeLogging::cast)
        .filter(appender -> appender.getLayout() == null && appender.getLogFormat() == null)
        .forEach(appender -> format(appender, format));
    return logging;
  }

  @SuppressWarnings("unchecked") // appenders of a logging section take logging events
  private static AbstractAppenderFactory<ILoggingEvent> cast(Object appender) {
    return (AbstractAppenderFactory<ILoggingEvent>) appender;
  }

  private static void format(AbstractAppenderFactory<ILoggingEvent> appender, Format format) {
    if (format == Format.JSON) {
      appender.setLayout(new JsonLayoutFactory());
    } else {
      appender.setLogFormat(PLAIN);
    }
  }

  /** Every line says which peer wrote it, in the JSON format. */
  public static void peer(UUID id) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.putProperty(PEER, id.toString());
    }
  }

  /** Lines of this thread belong to that operation until the handle is closed. */
  public static MDC.MDCCloseable operation(UUID id) {
    return MDC.putCloseable(OPERATION, id.toString());
  }
}
