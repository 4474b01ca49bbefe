package dev.bricklayer.api.health;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.codahale.metrics.health.jvm.ThreadDeadlockHealthCheck;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.node.space.MemberSpace;
import dev.bricklayer.node.space.Room;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.metrics.servlets.HealthCheckServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code /live}: the process answers and is not deadlocked; restart it when not. {@code /ready}: it
 * takes changes; send it none when not, but do not restart it, because its store or the engine may
 * be what is missing. {@code /healthcheck}: all of both and what is merely told. Each answers with
 * every check's result: 200, or 500 ({@code /ready}: 503) when one fails.
 */
public final class NodeHealth {
  /** An outage that ends sooner than this is none. */
  private static final Duration STALE = Duration.ofSeconds(5);

  private final Map<String, HealthCheck> ready = new LinkedHashMap<>();
  private final Map<String, HealthCheck> also = new LinkedHashMap<>();
  private final Supplier<Optional<ClusterView>> view;

  public NodeHealth(Supplier<Optional<ClusterView>> view) {
    this.view = view;
    check("cluster", () -> cluster(view.get()));
    check("store", () -> store(view.get()));
  }

  /**
   * Adds what a storage node needs.
   *
   * @param xlators how many xlators are installed and readable
   */
  public NodeHealth withXlators(Callable<Integer> xlators) {
    check(
        "xlators",
        () -> {
          int found = xlators.call();
          return found > 0
              ? HealthCheck.Result.healthy(found + " are installed")
              : HealthCheck.Result.unhealthy("none is installed: is glusterfs there?");
        });
    return this;
  }

  /**
   * Adds the workflow engine: without it a node answers reads, and takes no changes.
   *
   * @param connected whether this node is connected to it
   */
  public NodeHealth withEngine(BooleanSupplier connected) {
    check("engine", () -> engine(connected.getAsBoolean()));
    return this;
  }

  /** Adds a sentence about something that is allowed and that somebody should think about. */
  public NodeHealth withWarning(String name, String sentence) {
    also.put(name, checked(() -> HealthCheck.Result.healthy(sentence)));
    return this;
  }

  /**
   * Adds scheduled backups, to {@code /healthcheck} alone: a node without them does its work.
   *
   * @param failure why the last one failed; empty when it did not
   */
  public NodeHealth withBackups(Supplier<Optional<String>> failure) {
    also.put(
        "backup",
        checked(
            () ->
                failure
                    .get()
                    .map(why -> HealthCheck.Result.unhealthy("the last scheduled backup: " + why))
                    .orElseGet(HealthCheck.Result::healthy)));
    return this;
  }

  /**
   * Adds the room in the embedded store: told while it is short, a failure while no change is
   * taken.
   *
   * @param space what is known of it; empty while nothing is
   */
  public NodeHealth withSpace(Supplier<Optional<MemberSpace>> space) {
    check(
        "space",
        () -> {
          Optional<MemberSpace> known = space.get();
          if (known.isEmpty()) {
            return HealthCheck.Result.healthy("not known");
          }
          String sentence = Room.sentence(known.get());
          return Room.of(known.get()) == Room.FULL
              ? HealthCheck.Result.unhealthy(sentence)
              : HealthCheck.Result.healthy(
                  Room.of(known.get()) == Room.WIDE ? sentence : "warning: " + sentence);
        });
    return this;
  }

  /**
   * Adds something whose failure stands against changes.
   *
   * @param fault what is wrong; empty while nothing is
   */
  public NodeHealth withFault(String name, Supplier<Optional<String>> fault) {
    check(
        name,
        () ->
            fault.get().map(HealthCheck.Result::unhealthy).orElseGet(HealthCheck.Result::healthy));
    return this;
  }

  private HealthCheck.Result engine(boolean connected) {
    if (connected) {
      return HealthCheck.Result.healthy();
    }
    return view.get().filter(known -> known.engine().isPresent()).isPresent()
        ? HealthCheck.Result.unhealthy(
            "the node is not connected to the workflow engine; it takes no changes")
        : HealthCheck.Result.healthy("there is none before the first change");
  }

  private void check(String name, Callable<HealthCheck.Result> check) {
    ready.put(name, checked(check));
  }

  private static HealthCheck checked(Callable<HealthCheck.Result> check) {
    return new HealthCheck() {
      @Override
      protected Result check() throws Exception {
        return check.call();
      }
    };
  }

  private static HealthCheck.Result cluster(Optional<ClusterView> view) {
    return view.filter(known -> known.revision() > 0).isPresent()
        ? HealthCheck.Result.healthy()
        : HealthCheck.Result.unhealthy("the node is starting or changing clusters");
  }

  private static HealthCheck.Result store(Optional<ClusterView> view) {
    OptionalInt silent =
        view.map(known -> OptionalInt.of((int) known.staleFor().toSeconds()))
            .orElse(OptionalInt.empty());
    if (silent.isEmpty()) {
      return HealthCheck.Result.unhealthy("the configuration store is not known yet");
    }
    return silent.getAsInt() < STALE.toSeconds()
        ? HealthCheck.Result.healthy()
        : HealthCheck.Result.unhealthy(
            "the configuration store has not been heard of for " + silent.getAsInt() + " s");
  }

  /** Whether {@code /ready} says so. */
  public boolean ready() {
    return ready.values().stream().allMatch(check -> check.execute().isHealthy());
  }

  /** Puts the three pages on the admin port. */
  public void register(Environment environment) {
    AdminFilter.register(environment);
    HealthCheckRegistry probes = new HealthCheckRegistry();
    ready.forEach(probes::register);
    ready.forEach(environment.healthChecks()::register);
    also.forEach(environment.healthChecks()::register);
    HealthCheckRegistry alive = new HealthCheckRegistry();
    alive.register("deadlocks", new ThreadDeadlockHealthCheck());
    environment.admin().addServlet("ready", new Readiness(probes)).addMapping("/ready");
    environment.admin().addServlet("live", new HealthCheckServlet(alive)).addMapping("/live");
  }

  /** 503 where the others say 500: not a defect of the process, and it passes. */
  private static final class Readiness extends HealthCheckServlet {
    private static final long serialVersionUID = 1;

    private Readiness(HealthCheckRegistry probes) {
      super(probes);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      super.doGet(
          request,
          new HttpServletResponseWrapper(response) {
            @Override
            public void setStatus(int status) {
              super.setStatus(status == SC_INTERNAL_SERVER_ERROR ? SC_SERVICE_UNAVAILABLE : status);
            }
          });
    }
  }
}
