package dev.bricklayer.api.node;

import dev.bricklayer.api.Bricklayer;
import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.auth.AcceptedSecrets;
import dev.bricklayer.api.auth.SecretResource;
import dev.bricklayer.api.auth.TokenFilter;
import dev.bricklayer.api.backup.BackupResource;
import dev.bricklayer.api.backup.RestoreResource;
import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.api.error.FailureMapper;
import dev.bricklayer.api.error.ServerErrors;
import dev.bricklayer.api.event.EventsResource;
import dev.bricklayer.api.http.AcceptFilter;
import dev.bricklayer.api.http.IdentityFilter;
import dev.bricklayer.api.operation.Admission;
import dev.bricklayer.api.operation.ChangeKind;
import dev.bricklayer.api.operation.Changes;
import dev.bricklayer.api.operation.OperationStreams;
import dev.bricklayer.api.operation.OperationsResource;
import dev.bricklayer.api.operation.Rehearsals;
import dev.bricklayer.api.operation.StepChecks;
import dev.bricklayer.api.orphan.OrphansResource;
import dev.bricklayer.api.peer.JoinTokenResource;
import dev.bricklayer.api.peer.PeerChanges;
import dev.bricklayer.api.peer.PeerProbe;
import dev.bricklayer.api.peer.PeersResource;
import dev.bricklayer.api.root.Endpoint;
import dev.bricklayer.api.root.RootResource;
import dev.bricklayer.api.trace.TraceFilter;
import dev.bricklayer.api.trace.Tracing;
import dev.bricklayer.api.volume.BrickFacts;
import dev.bricklayer.api.volume.VolumeChanges;
import dev.bricklayer.api.volume.VolumeDrafts;
import dev.bricklayer.api.volume.VolumeOptions;
import dev.bricklayer.api.volume.VolumesResource;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.identity.NodeIdentity;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.opentracing.Tracer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.glassfish.jersey.server.ServerProperties;

/** All routes and filters of the client port. */
final class HttpRoutes {
  static final List<Class<?>> RESOURCES =
      List.of(
          RootResource.class,
          VolumesResource.class,
          PeersResource.class,
          OperationsResource.class,
          EventsResource.class,
          BackupResource.class,
          SecretResource.class,
          OrphansResource.class,
          JoinTokenResource.class,
          RestoreResource.class);

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final NodeIdentity identity;
  private final NodeConfiguration configuration;
  private final Tracing tracing;
  private final AcceptedSecrets secrets;
  private final Supplier<ClusterApi> cluster;
  private final VolumeOptions options;
  private final BrickFacts facts;
  private final PeerProbe probe;
  private final Consumer<Peer> readmission;
  private final StepChecks checks;
  private final Executor executor;
  private final Admission admission;
  private final OperationStreams streams;

  HttpRoutes(
      NodeIdentity identity,
      NodeConfiguration configuration,
      Tracing tracing,
      AcceptedSecrets secrets,
      Supplier<ClusterApi> cluster,
      VolumeOptions options,
      BrickFacts facts,
      PeerProbe probe,
      Consumer<Peer> readmission,
      StepChecks checks,
      Executor executor) {
    this.identity = identity;
    this.configuration = configuration;
    this.tracing = tracing;
    this.secrets = secrets;
    this.cluster = cluster;
    this.options = options;
    this.facts = facts;
    this.probe = probe;
    this.readmission = readmission;
    this.checks = checks;
    this.executor = executor;
    NodeConfiguration.OperationsSection operations = configuration.operations();
    this.admission = new Admission(operations.maxRequests(), operations.maxOpen());
    this.streams = new OperationStreams(cluster, HEARTBEAT);
  }

  void register(Environment environment) {
    filter(environment, "identity", new IdentityFilter(identity::peerId, identity::clusterId));
    Tracer tracer = tracing.tracer();
    if (tracer != null) {
      filter(environment, "trace", new TraceFilter(tracer));
    }
    if (configuration.auth().enabled()) {
      environment.jersey().register(new TokenFilter(secrets, Clock.systemUTC()));
    }
    // GD2's clients join Location to the address that they know
    environment
        .jersey()
        .property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true);
    environment.lifecycle().manage(new AutoCloseableManager(streams));
    ServerErrors errors = new ServerErrors(identity::peerId, identity::clusterId);
    environment.getApplicationContext().setErrorHandler(errors);
    environment.lifecycle().addServerLifecycleListener(server -> server.setErrorHandler(errors));
    environment.jersey().register(new AcceptFilter());
    environment.jersey().register(new FailureMapper());
    environment
        .jersey()
        .register(
            new RootResource(
                Bricklayer.version(),
                new NodeSettings(configuration).simulated() ? Peer.SIMULATED : null,
                Endpoint.of(RESOURCES)));
    Changes changes = changes();
    environment.jersey().register(new VolumesResource(cluster, changes, facts));
    environment.jersey().register(new PeersResource(cluster, changes, readmission));
    environment.jersey().register(new OperationsResource(cluster, changes, streams));
    environment.jersey().register(new EventsResource(cluster));
    environment.jersey().register(new SecretResource(cluster));
  }

  Admission admission() {
    return admission;
  }

  OperationStreams streams() {
    return streams;
  }

  private Changes changes() {
    Supplier<ClusterView> view = () -> cluster.get().view();
    Map<OperationKind, ChangeKind> kinds = new EnumMap<>(OperationKind.class);
    kinds.putAll(new VolumeChanges(view, new VolumeDrafts(options)).all());
    kinds.putAll(new PeerChanges(view, probe, identity.peerId()).all());
    return new Changes(cluster, kinds, admission, new Rehearsals(view, checks, executor));
  }

  private static void filter(Environment environment, String name, Filter filter) {
    FilterRegistration.Dynamic added = environment.servlets().addFilter(name, filter);
    added.setAsyncSupported(true);
    added.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }
}
