package dev.bricklayer.api.node;

import io.temporal.common.interceptors.WorkerInterceptor;
import java.util.List;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interceptors of workflows and activities that a jar on the class path adds, found as services.
 * The product itself has none; tests add their fault points this way. Each is told in the log.
 */
final class AddedInterceptors {
  private static final Logger LOG = LoggerFactory.getLogger(AddedInterceptors.class);

  private AddedInterceptors() {}

  /** In the order of the class path. */
  static List<WorkerInterceptor> all() {
    List<WorkerInterceptor> found =
        ServiceLoader.load(WorkerInterceptor.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    found.forEach(
        each ->
            LOG.warn(
                "{} stands between the engine and every step; it is no part of Bricklayer",
                each.getClass().getName()));
    return found;
  }
}
