package dev.bricklayer.api.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bricklayer.api.log.NodeLogging;
import dev.bricklayer.node.backup.BackupSettings;
import dev.bricklayer.node.enrol.JoinMode;
import dev.bricklayer.node.rpc.connector.GlusterConnectorFactory;
import dev.bricklayer.node.tls.TlsMode;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.common.LoggingFactory;
import io.dropwizard.util.Duration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The YAML file of a node; every key has a default, and {@code docs/configuration.md} tells each.
 * Unknown keys are refused.
 */
public final class NodeConfiguration extends Configuration {
  @JsonProperty private @Nullable String name;

  @JsonProperty @NotEmpty private Set<Role> roles = EnumSet.allOf(Role.class);

  @JsonProperty @NotNull private Path stateDir = Path.of("/var/lib/bricklayer");
  @JsonProperty @NotNull private Path runDir = Path.of("/run/bricklayer");
  @JsonProperty @NotNull private Path logDir = Path.of("/var/log/bricklayer");

  @JsonProperty private @Nullable String host;
  @JsonProperty @NotNull private Address clientAddress = new Address("0.0.0.0", 24007);
  @JsonProperty @NotNull private Address peerAddress = new Address("0.0.0.0", 24008);
  @JsonProperty @NotNull private Address adminAddress = new Address("127.0.0.1", 24009);

  @JsonProperty @Valid @NotNull private EtcdSection etcd = EtcdSection.DEFAULTS;
  @JsonProperty @Valid @NotNull private TemporalSection temporal = TemporalSection.DEFAULTS;
  @JsonProperty @Valid @NotNull private ClusterSection cluster = ClusterSection.DEFAULTS;
  @JsonProperty @Valid @NotNull private BricksSection bricks = BricksSection.DEFAULTS;
  @JsonProperty @Valid @NotNull private GlusterfsSection glusterfs = GlusterfsSection.DEFAULTS;
  @JsonProperty @Valid @NotNull private AuthSection auth = AuthSection.DEFAULTS;

  @JsonProperty @Valid @NotNull private OperationsSection operations = OperationsSection.DEFAULTS;

  @JsonProperty @Valid @NotNull private BackupSection backup = BackupSection.DEFAULTS;

  @JsonProperty @Valid @NotNull private TracingSection tracing = TracingSection.DEFAULTS;

  @JsonProperty @NotNull private NodeLogging.Format logFormat = NodeLogging.Format.PLAIN;

  @JsonIgnore private @Nullable @Valid LoggingFactory logging;

  /** What a node does. */
  public enum Role {
    @JsonProperty("api")
    API,
    @JsonProperty("node")
    NODE
  }

  /**
   * The store.
   *
   * @param endpoints client URLs of an existing etcd; empty: the node runs its own
   * @param binary of the embedded etcd, looked up in PATH unless absolute
   * @param clientPort loopback port of the embedded etcd's clients
   * @param peerPort port of the embedded etcd's members
   * @param peerHost where they listen; absent: the node's host
   * @param quotaBytes how large its database may grow
   */
  public record EtcdSection(
      List<String> endpoints,
      String binary,
      Integer clientPort,
      Integer peerPort,
      @Nullable String peerHost,
      Long quotaBytes) {
    @SuppressWarnings("NullAway") // absent keys become defaults in the constructor
    static final EtcdSection DEFAULTS = new EtcdSection(null, null, null, null, null, null);

    public EtcdSection {
      endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
      binary = binary == null ? "etcd" : binary;
      clientPort = clientPort == null ? 2379 : clientPort;
      peerPort = peerPort == null ? 2380 : peerPort;
      Address.checkPort("etcd.clientPort", clientPort);
      Address.checkPort("etcd.peerPort", peerPort);
      quotaBytes = quotaBytes == null ? 4L << 30 : quotaBytes;
    }
  }

  /**
   * The workflow engine.
   *
   * @param target {@code host:port} of an existing Temporal; absent: one node of the cluster runs
   *     its own
   * @param binary of the embedded one; absent: PATH, then the cache that {@code bin/setup} fills
   * @param port loopback port of the embedded one
   * @param uiAddress where the embedded one shows workflow histories
   * @param retention how long histories are kept
   */
  public record TemporalSection(
      @Nullable String target,
      String namespace,
      @Nullable String binary,
      Integer port,
      Address uiAddress,
      Duration retention) {
    @SuppressWarnings("NullAway") // absent keys become defaults in the constructor
    static final TemporalSection DEFAULTS = new TemporalSection(null, null, null, null, null, null);

    public TemporalSection {
      namespace = namespace == null ? "default" : namespace;
      port = port == null ? 7233 : port;
      Address.checkPort("temporal.port", port);
      if (target != null) {
        Address.parse(target);
      }
      uiAddress = uiAddress == null ? new Address("127.0.0.1", 8233) : uiAddress;
      retention = retention == null ? Duration.days(30) : retention;
    }
  }

  /**
   * How nodes know each other.
   *
   * @param tls whether they talk by TLS
   * @param join whom the node follows into a cluster, and whom its cluster takes in
   * @param tokenFile holds the token of a node that is to join; absent: {@code join-token} in the
   *     state folder
   * @param volfileAuth what a client without credentials must show to get a volfile
   */
  public record ClusterSection(
      TlsMode tls, JoinMode join, @Nullable Path tokenFile, VolfileAuth volfileAuth) {
    @SuppressWarnings("NullAway") // absent keys become defaults in the constructor
    static final ClusterSection DEFAULTS = new ClusterSection(null, null, null, null);

    public ClusterSection {
      tls = tls == null ? TlsMode.OFF : tls;
      join = join == null ? JoinMode.OPEN : join;
      volfileAuth = volfileAuth == null ? VolfileAuth.NONE : volfileAuth;
      if (join == JoinMode.TOKEN && tls == TlsMode.OFF) {
        throw new IllegalArgumentException(
            "cluster.join token needs cluster.tls permissive or on: a token is worth something only"
                + " where nodes show certificates");
      }
    }
  }

  /**
   * Brick processes.
   *
   * @param runtime what serves them
   * @param ports of bricks
   * @param restartDelay how long a dead brick rests before its node starts it again
   * @param restartDelayMax the longest rest after several deaths in a row
   * @param startTimeout how long a brick may take to sign in
   */
  public record BricksSection(
      Runtime runtime,
      PortRange ports,
      Duration restartDelay,
      Duration restartDelayMax,
      Duration startTimeout) {
    @SuppressWarnings("NullAway") // absent keys become defaults in the constructor
    static final BricksSection DEFAULTS = new BricksSection(null, null, null, null, null);

    /** What serves bricks. */
    public enum Runtime {
      @JsonProperty("glusterfsd")
      GLUSTERFSD,
      /** Nothing does: for tests of scale. */
      @JsonProperty("simulated")
      SIMULATED
    }

    public BricksSection {
      runtime = runtime == null ? Runtime.GLUSTERFSD : runtime;
      ports = ports == null ? new PortRange(49152, 60999) : ports;
      restartDelay = restartDelay == null ? Duration.seconds(5) : restartDelay;
      restartDelayMax = restartDelayMax == null ? Duration.seconds(60) : restartDelayMax;
      startTimeout = startTimeout == null ? Duration.seconds(20) : startTimeout;
    }
  }

  /**
   * The installed glusterfs.
   *
   * @param glusterfsd the brick's program
   * @param glusterfs the client's and self-heal daemon's program
   * @param xlatorDir the folder of xlators; absent: asked of glusterfsd
   */
  public record GlusterfsSection(String glusterfsd, String glusterfs, @Nullable Path xlatorDir) {
    @SuppressWarnings("NullAway") // absent keys become defaults in the constructor
    static final GlusterfsSection DEFAULTS = new GlusterfsSection(null, null, null);

    public GlusterfsSection {
      glusterfsd = glusterfsd == null ? "glusterfsd" : glusterfsd;
      glusterfs = glusterfs == null ? "glusterfs" : glusterfs;
    }
  }

  /**
   * Tokens of the ReST API.
   *
   * @param enabled whether they are demanded
   * @param secretFile the secret they are signed with; absent: {@code auth} in the state folder
   */
  public record AuthSection(Boolean enabled, @Nullable Path secretFile) {
    @SuppressWarnings("NullAway") // absent keys become defaults in the constructor
    static final AuthSection DEFAULTS = new AuthSection(null, null);

    public AuthSection {
      enabled = enabled == null || enabled;
    }
  }

  /**
   * Operations.
   *
   * @param syncWait how long a request waits for its operation before it answers 202
   * @param maxRequests how many changing requests this node has in hand at the same time
   * @param maxOpen how many operations of the cluster may be open when this node takes another one
   */
  public record OperationsSection(
      Duration syncWait, @Min(1) @Max(MOST_REQUESTS) Integer maxRequests, @Min(1) Integer maxOpen) {
    /** The rest of the server's threads is for requests that only read. */
    static final int MOST_REQUESTS = 48;

    @SuppressWarnings("NullAway") // absent keys become defaults in the constructor
    static final OperationsSection DEFAULTS = new OperationsSection(null, null, null);

    public OperationsSection {
      syncWait = syncWait == null ? Duration.seconds(28) : syncWait;
      maxRequests = maxRequests == null ? 32 : maxRequests;
      maxOpen = maxOpen == null ? 100 : maxOpen;
    }
  }

  /**
   * Backups that are made without being asked for, by the node that runs the engine.
   *
   * @param every how often; absent: none are
   * @param keep how many stay
   * @param folder where they lie; absent: {@code backups} in the state folder
   * @param certificate the recipient's, PEM
   * @param copies on how many other nodes
   */
  public record BackupSection(
      @Nullable Duration every,
      @Min(1) @Max(1000) Integer keep,
      @Nullable Path folder,
      @Nullable Path certificate,
      @Min(0) @Max(16) Integer copies) {
    private static final long SHORTEST_SECONDS = 60;

    @SuppressWarnings("NullAway") // absent keys become defaults in the constructor
    static final BackupSection DEFAULTS = new BackupSection(null, null, null, null, null);

    public BackupSection {
      keep = keep == null ? 14 : keep;
      copies = copies == null ? 1 : copies;
      if (every != null && every.toSeconds() < SHORTEST_SECONDS) {
        throw new IllegalArgumentException("backup.every is shorter than a minute");
      }
      if (every != null && certificate == null) {
        throw new IllegalArgumentException(
            "backup.every needs backup.certificate: scheduled backups are sealed to a recipient's"
                + " certificate");
      }
    }
  }

  /**
   * Spans.
   *
   * @param otlpEndpoint where spans are sent by OTLP over gRPC, {@code http://127.0.0.1:4317};
   *     absent: none are
   */
  public record TracingSection(@Nullable String otlpEndpoint) {
    @SuppressWarnings("NullAway") // absent keys become defaults in the constructor
    static final TracingSection DEFAULTS = new TracingSection((String) null);
  }

  @JsonIgnore private final GlusterConnectorFactory connector = new GlusterConnectorFactory();

  @JsonIgnore private @Nullable ServerFactory server;

  /**
   * Built from {@code clientAddress} and {@code adminAddress}; the key {@code server} is not ours.
   */
  @Override
  @JsonIgnore
  public ServerFactory getServerFactory() {
    if (server == null) {
      server = NodeServer.of(clientAddress, adminAddress, connector);
    }
    return server;
  }

  /** The user's own section completed with ours: what it says counts. */
  @Override
  @JsonProperty("logging")
  public synchronized LoggingFactory getLoggingFactory() {
    if (logging == null) {
      logging = NodeLogging.standard(logFormat);
    } else if (logging instanceof DefaultLoggingFactory own) {
      NodeLogging.completed(own, logFormat);
    }
    return logging;
  }

  @Override
  @JsonProperty("logging")
  public synchronized void setLoggingFactory(LoggingFactory factory) {
    logging = factory;
  }

  /** The connector that still needs the RPC endpoint. */
  @JsonIgnore
  public GlusterConnectorFactory connector() {
    return connector;
  }

  /** The node's name, by default the machine's. */
  public String name() {
    if (name != null) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  public Set<Role> roles() {
    return roles;
  }

  public Path stateDir() {
    return stateDir;
  }

  public Path runDir() {
    return runDir;
  }

  public Path logDir() {
    return logDir;
  }

  /**
   * The address under which other nodes and clients reach this one: {@code host}, else the peer
   * address when that is not a wildcard, else the machine's name.
   */
  public String host() {
    if (host != null) {
      return host;
    }
    return peerAddress.wildcard() ? name() : peerAddress.host();
  }

  public Address clientAddress() {
    return clientAddress;
  }

  public Address peerAddress() {
    return peerAddress;
  }

  public Address adminAddress() {
    return adminAddress;
  }

  public EtcdSection etcd() {
    return etcd;
  }

  public TemporalSection temporal() {
    return temporal;
  }

  public ClusterSection cluster() {
    return cluster;
  }

  /** The file with the token of a node that is to join. */
  public Path tokenFile() {
    return cluster.tokenFile() == null ? stateDir.resolve("join-token") : cluster.tokenFile();
  }

  public BricksSection bricks() {
    return bricks;
  }

  public GlusterfsSection glusterfs() {
    return glusterfs;
  }

  public AuthSection auth() {
    return auth;
  }

  public OperationsSection operations() {
    return operations;
  }

  /** Scheduled backups, with the folder that they lie in. */
  public BackupSettings backup() {
    return new BackupSettings(
        backup.every() == null ? null : backup.every().toJavaDuration(),
        backup.keep(),
        backup.folder() == null ? stateDir.resolve("backups") : backup.folder(),
        backup.certificate(),
        backup.copies());
  }

  public TracingSection tracing() {
    return tracing;
  }

  /** The file with the ReST API's secret. */
  public Path secretFile() {
    return auth.secretFile() == null ? stateDir.resolve("auth") : auth.secretFile();
  }
}
