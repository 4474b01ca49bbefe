package dev.bricklayer.node.volfile;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.bricklayer.activities.volfile.SelfHealGraph;
import dev.bricklayer.activities.volfile.VolfileCache;
import dev.bricklayer.activities.volfile.VolfileGenerator;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.node.rpc.Spec;
import dev.bricklayer.node.rpc.SpecRequest;
import dev.bricklayer.node.rpc.VolfileService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Volfiles from this node's copy of the configuration. Until that copy is there (the store is away
 * at a start), the texts that were served last are served again, so that the data path does not
 * wait for the control plane.
 */
public final class ClusterVolfiles implements VolfileService {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterVolfiles.class);
  private static final String UNTRUSTED = "untrusted/";
  private static final String SELF_HEAL = "gluster/glustershd";

  private final UUID self;
  private final Supplier<Optional<ClusterView>> view;
  private final Supplier<VolfileGenerator> generator;
  private final OpVersions opVersions;
  private final VolfileCache cache;
  private final SelfHealGraph selfHeal;
  private final Path selfHealPidFile;
  private final VolfileAccess access;
  private final Map<String, Integer> served = new ConcurrentHashMap<>();
  private volatile Set<String> healed = Set.of();

  /**
   * @param view empty while this node has no copy of the configuration yet
   * @param selfHealPidFile what the self-heal daemon is to lock: it drops a volfile that comes
   *     without
   */
  public ClusterVolfiles(
      UUID self,
      Supplier<Optional<ClusterView>> view,
      Supplier<VolfileGenerator> generator,
      OpVersions opVersions,
      VolfileCache cache,
      SelfHealGraph selfHeal,
      Path selfHealPidFile,
      VolfileAccess access) {
    this.self = self;
    this.view = view;
    this.generator = generator;
    this.opVersions = opVersions;
    this.cache = cache;
    this.selfHeal = selfHeal;
    this.selfHealPidFile = selfHealPidFile;
    this.access = access;
  }

  @Override
  public Spec getspec(SpecRequest request) {
    Optional<ClusterView> known = view.get();
    boolean ofDaemon = ofDaemon(request.key());
    if (ofDaemon && !access.ownDaemon(request.peer(), request.key())) {
      LOG.debug("{} does not get the volfile {}", request.peer(), request.key());
      return new Spec.NotFound();
    }
    boolean trusted = ofDaemon || access.trusted(request.peer(), known);
    if (known.isEmpty()) {
      return cached(request, trusted)
          .<Spec>map(text -> new Spec.Found(text, List.of(), pidFile(request)))
          .orElseGet(Spec.NotAvailable::new);
    }
    Optional<SpecKey> key = SpecKey.parse(request.key(), self, known.get());
    if (key.isEmpty()) {
      return new Spec.NotFound();
    }
    if (key.get() instanceof SpecKey.OfClient client
        && !trusted
        && access.shutOut(request.peer(), client.volume().volume())) {
      return new Spec.NotFound();
    }
    if (key.get() instanceof SpecKey.OfClient client
        && !opVersions.fits(client.volume(), request.minOpVersion(), request.maxOpVersion())) {
      return new Spec.OpVersionMismatch();
    }
    String text = text(key.get(), request, trusted, known.get());
    if (text.isEmpty()) {
      return new Spec.NotFound();
    }
    keep(request, trusted, text);
    served.put(cacheKey(request, trusted), text.hashCode());
    // a daemon that has lost this node's socket must not turn to other nodes: they refuse it
    List<String> others = request.peer().isUnixSocket() ? List.of() : servers(known.get());
    return new Spec.Found(text, others, pidFile(request));
  }

  /** Whether such a key is of a brick or of the self-heal daemon: no volume's name is like it. */
  private boolean ofDaemon(String key) {
    return SelfHealGraph.isKey(key) || key.contains("." + self + ".");
  }

  private Optional<Path> pidFile(SpecRequest request) {
    return SelfHealGraph.isKey(request.key()) ? Optional.of(selfHealPidFile) : Optional.empty();
  }

  @Override
  public Optional<UUID> volumeId(String volume) {
    return view.get().flatMap(known -> known.volume(volume)).map(found -> found.volume().id());
  }

  /**
   * What was served of a volume that was deleted is not kept: it holds credentials. That of one
   * which is merely missing stays: its bricks run, and may need it.
   */
  void forgetDeleted(String volume) {
    if (view.get().filter(known -> deleted(known, volume)).isEmpty()) {
      return;
    }
    for (String key : served.keySet()) {
      if (key.equals(volume)
          || key.equals(UNTRUSTED + volume)
          || key.startsWith(volume + "." + self + ".")) {
        served.remove(key);
        cache.remove(key);
      }
    }
  }

  /** By the newest of the records that made or deleted a volume of that name. */
  private static boolean deleted(ClusterView known, String volume) {
    return known.volume(volume).isEmpty()
        && known.operations().stream()
            .filter(operation -> operation.entity().equals(volume))
            .filter(
                operation ->
                    operation.kind() == OperationKind.CREATE_VOLUME
                        || operation.kind() == OperationKind.DELETE_VOLUME)
            .filter(
                operation ->
                    operation.state() == OperationState.COMMITTED
                        || operation.outcome() == Outcome.SUCCEEDED)
            .findFirst()
            .filter(operation -> operation.kind() == OperationKind.DELETE_VOLUME)
            .isPresent();
  }

  /** Whether the volfile is another one now than the one that was served last. */
  boolean changed(SpecRequest request) {
    Optional<ClusterView> now = view.get();
    boolean trusted = ofDaemon(request.key()) || access.trusted(request.peer(), now);
    Integer before = served.get(cacheKey(request, trusted));
    return now.flatMap(
            known ->
                SpecKey.parse(request.key(), self, known)
                    .map(key -> text(key, request, trusted, known)))
        .filter(text -> !text.isEmpty())
        .map(text -> before == null || before != text.hashCode())
        .orElse(false);
  }

  /** Whether the self-heal daemon looks after one of these volumes, or did when it last asked. */
  boolean healed(Set<String> volumes) {
    return volumes.stream()
        .anyMatch(
            name ->
                healed.contains(name)
                    || view.get()
                        .flatMap(known -> known.volume(name))
                        .filter(volume -> VolfileGenerator.selfHealWanted(self, List.of(volume)))
                        .isPresent());
  }

  private String text(SpecKey key, SpecRequest request, boolean trusted, ClusterView known) {
    VolfileGenerator volfiles = generator.get();
    if (key instanceof SpecKey.OfBrick brick) {
      return volfiles.brick(brick.volume(), brick.brick());
    }
    if (key instanceof SpecKey.OfClient client) {
      VolumeView volume = opVersions.reduced(client.volume(), request.maxOpVersion());
      return volfiles.client(volume, trusted);
    }
    if (!selfHeal.key(known.volumes()).equals(request.key())) {
      return ""; // a daemon that will be started anew
    }
    List<VolumeView> volumes = VolfileGenerator.healedHere(self, known.volumes());
    healed = volumes.stream().map(volume -> volume.volume().name()).collect(toUnmodifiableSet());
    return volfiles.selfHeal(self, volumes);
  }

  private List<String> servers(ClusterView known) {
    return known.peers().stream()
        .filter(peer -> !peer.id().equals(self) && known.agent(peer.id()).isPresent())
        .flatMap(peer -> peer.clientAddresses().stream().limit(1))
        .toList();
  }

  private Optional<String> cached(SpecRequest request, boolean trusted) {
    if (!SelfHealGraph.isKey(request.key())) {
      return cache.get(cacheKey(request, trusted));
    }
    String head = request.key() + "\n";
    return cache
        .get(SELF_HEAL)
        .filter(kept -> kept.startsWith(head))
        .map(kept -> kept.substring(head.length()));
  }

  /** Of the self-heal daemon's graphs only the latest is kept, with its key before it. */
  private void keep(SpecRequest request, boolean trusted, String text) {
    if (SelfHealGraph.isKey(request.key())) {
      cache.put(SELF_HEAL, request.key() + "\n" + text);
    } else {
      cache.put(cacheKey(request, trusted), text);
    }
  }

  private static String cacheKey(SpecRequest request, boolean trusted) {
    return trusted ? request.key() : UNTRUSTED + request.key();
  }
}
