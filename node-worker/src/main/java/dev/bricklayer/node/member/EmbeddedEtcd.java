package dev.bricklayer.node.member;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.node.child.ChildSupervisor;
import dev.bricklayer.node.child.EtcdChild;
import dev.bricklayer.node.child.EtcdSettings;
import dev.bricklayer.node.child.EtcdStart;
import dev.bricklayer.node.identity.EtcdMember;
import dev.bricklayer.node.identity.IdentityState;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.Channel;
import dev.bricklayer.node.link.Forwarder;
import dev.bricklayer.node.link.PeerClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The etcd that the cluster's nodes run themselves, seen from one node: its own member, if it holds
 * one, and forwarders to those of others.
 *
 * <p>What it shall be is in the node's identity; each change is written there first and {@link
 * #settle} follows it, so a death in between is made good by the next start. A data folder that the
 * identity does not name is of a membership that is over, and is set aside.
 *
 * <p>A member that has served is never begun again with an empty folder: etcd would take it for the
 * one that it was, with the same ids, and the cluster's configuration for empty. Where its data is
 * gone the node follows the others' members, and tells so, that they may replace it; where there
 * are no others it waits for its data.
 */
public final class EmbeddedEtcd implements ClusterEtcd, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEtcd.class);

  private final EtcdSettings settings;
  private final NodeIdentity identity;
  private final PeerClient client;
  private final List<Consumer<List<URI>>> listeners = new CopyOnWriteArrayList<>();
  private final Map<UUID, Forwarder> forwarders = new HashMap<>();
  private @Nullable Running running;
  private volatile @Nullable EtcdChild child;
  private final EtcdFolders folders;
  private volatile List<URI> endpoints = List.of();
  private volatile @Nullable String lost;
  private boolean closed;

  /** The member that was started last. */
  private record Running(EtcdStart start, EtcdChild child) {}

  public EmbeddedEtcd(EtcdSettings settings, NodeIdentity identity, PeerClient client) {
    this.settings = settings;
    this.identity = identity;
    this.client = client;
    this.folders = new EtcdFolders(settings.folder());
  }

  @Override
  public boolean embedded() {
    return true;
  }

  @Override
  public List<URI> endpoints() {
    return endpoints;
  }

  /** Told of each change of the endpoints within a cluster, on the thread that made it. */
  public void onEndpoints(Consumer<List<URI>> listener) {
    listeners.add(listener);
  }

  /** The loopback port of this node's member; empty while it holds none. For the peer port. */
  public OptionalInt clientPort() {
    return child == null ? OptionalInt.empty() : OptionalInt.of(settings.clientPort());
  }

  /** The client URL of this node's own member; empty while it holds none. */
  Optional<URI> ownMember() {
    return child == null ? Optional.empty() : Optional.of(URI.create(settings.clientUrl()));
  }

  @Override
  public void settle() {
    List<URI> now;
    boolean changed;
    synchronized (this) {
      if (closed) {
        return;
      }
      IdentityState state = identity.state();
      state = noteUse(state);
      judgeData(state.etcd());
      settleChild(state);
      folders.setAsideOthers(
          state.etcd(), state.peers().stream().filter(KnownPeer::voter).count() >= 2);
      now = settleForwarders(state);
      changed = !now.equals(endpoints);
      endpoints = now;
    }
    if (changed) {
      LOG.info("the cluster's etcd is at {}", now);
      listeners.forEach(listener -> listener.accept(now));
    }
  }

  /** What lies in the folder may have been confirmed to others: it counts from now on. */
  private IdentityState noteUse(IdentityState state) {
    EtcdMember member = state.etcd();
    return member != null && member.unused() && folders.hasData(member.folder())
        ? identity.update(now -> member.equals(now.etcd()) ? now.withEtcd(member.used()) : now)
        : state;
  }

  private void judgeData(@Nullable EtcdMember member) {
    if (member == null || member.unused() || folders.hasData(member.folder())) {
      lost = null;
    } else if (lost == null) {
      lost =
          "the data of this node's etcd member, %s, is gone".formatted(folders.of(member.folder()));
      LOG.error("{}; it is not begun anew as the same one", lost);
    }
  }

  @Override
  public Optional<String> lost() {
    return Optional.ofNullable(lost);
  }

  private void settleChild(IdentityState state) {
    EtcdStart wanted = state.etcd() == null || lost != null ? null : start(state, state.etcd());
    Running before = running;
    if (before != null && !before.start().equals(wanted)) {
      running = null;
      child = null;
      before.child().close();
    }
    if (running == null && wanted != null) {
      EtcdChild started = new EtcdChild(settings, wanted, () -> removedFrom(wanted.folder()));
      running = new Running(wanted, started);
      started.start();
      child = started;
    }
  }

  private EtcdStart start(IdentityState state, EtcdMember member) {
    String name = state.peerId().toString();
    boolean existing = !member.initialCluster().isEmpty();
    return new EtcdStart(
        member.folder(),
        name,
        existing ? member.initialCluster() : name + "=" + settings.peerUrl(),
        existing,
        state.clusterId().toString(),
        member.patient() ? EtcdStart.Pace.TOGETHER : EtcdStart.Pace.ALONE);
  }

  /** etcd says that the member is no more: the node goes on as a client of the others. */
  private void removedFrom(String folder) {
    Thread thread =
        new Thread(
            () -> {
              LOG.info("this node's etcd member was removed by the others");
              identity.update(
                  state ->
                      state.etcd() != null && state.etcd().folder().equals(folder)
                          ? state.withEtcd(null)
                          : state);
              settle();
            },
            "etcd-removed");
    thread.setDaemon(true);
    thread.start();
  }

  private List<URI> settleForwarders(IdentityState state) {
    List<KnownPeer> others =
        state.peers().stream()
            .filter(peer -> !peer.peer().equals(state.peerId()))
            .sorted(Comparator.comparing(KnownPeer::peer))
            .toList();
    boolean votes = state.etcd() != null && state.etcd().voter() && lost == null;
    List<KnownPeer> voters = others.stream().filter(KnownPeer::voter).toList();
    // A learner answers nothing; but one that is noted as such may vote by now.
    List<KnownPeer> led = votes || !voters.isEmpty() ? voters : others;
    forwarders
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = led.stream().noneMatch(peer -> peer.peer().equals(entry.getKey()));
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
    List<URI> now = new ArrayList<>();
    if (votes) {
      now.add(URI.create(settings.clientUrl()));
    }
    // without a vote all are equally near: nodes begin with different ones
    int first = votes || led.isEmpty() ? 0 : Math.floorMod(state.peerId().hashCode(), led.size());
    for (int i = 0; i < led.size(); i++) {
      KnownPeer peer = led.get((first + i) % led.size());
      now.add(URI.create("http://" + forwarder(peer.peer()).local()));
    }
    return List.copyOf(now);
  }

  private Forwarder forwarder(UUID peer) {
    return forwarders.computeIfAbsent(
        peer, id -> new Forwarder(Channel.ETCD, 0, client, () -> target(id)));
  }

  private Optional<Forwarder.Target> target(UUID peer) {
    return identity.state().peers().stream()
        .filter(known -> known.peer().equals(peer))
        .findFirst()
        .map(known -> new Forwarder.Target(known.address(), peer));
  }

  @Override
  public boolean awaitReady(Duration atMost) {
    EtcdChild now = child;
    boolean ready = now == null || now.awaitReady(atMost);
    synchronized (this) {
      if (!closed) {
        noteUse(identity.state());
      }
    }
    return ready;
  }

  /** What this node's member is doing. */
  MemberState state() {
    IdentityState state = identity.state();
    EtcdMember member = state.etcd();
    EtcdChild now = child;
    return new MemberState(
        state.peerId(),
        settings.peerUrl(),
        member != null,
        member == null ? "" : member.memberId(),
        now != null && now.supervisor().ready(),
        member != null && member.patient(),
        now == null ? 0 : now.supervisor().upFor().toMillis(),
        fault(now));
  }

  /** Why the member does no work and will do none by itself; null while it may. */
  private @Nullable String fault(@Nullable EtcdChild now) {
    return lost != null || now == null || !now.supervisor().crashing()
        ? lost
        : now.supervisor().failure().orElse("etcd ends again and again");
  }

  /** Begins as a learner that the cluster has added; the same again changes nothing. */
  void follow(String memberId, String initialCluster) {
    IdentityState before = identity.state();
    if (before.etcd() != null && before.etcd().memberId().equals(memberId)) {
      return;
    }
    identity.update(state -> state.withEtcd(EtcdMember.learner(memberId, initialCluster)));
    settle();
  }

  /** Gives up this node's member, which the cluster has removed. */
  void drop() {
    requireOthers();
    identity.update(state -> state.withEtcd(null));
    settle();
  }

  /** Restarts the member with the time-outs of one among several voters. */
  void bePatient() {
    identity.update(
        state -> state.etcd() == null ? state : state.withEtcd(state.etcd().withPatience(true)));
    settle();
  }

  /** At boot: the only member need not wait a second for others before it serves. */
  void beImpatientAlone() {
    identity.update(
        state -> {
          EtcdMember own = state.etcd();
          return own != null && own.voter() && state.peers().isEmpty()
              ? state.withEtcd(own.withPatience(false))
              : state;
        });
  }

  /** Notes which nodes hold members, and whether this one votes. */
  void know(UUID cluster, List<MemberRecord> members) {
    if (members.stream().noneMatch(MemberRecord::voter)) {
      return;
    }
    UUID self = identity.peerId();
    List<KnownPeer> others =
        members.stream()
            .filter(member -> !member.peer().equals(self))
            .map(member -> new KnownPeer(member.peer(), member.address(), member.voter()))
            .toList();
    IdentityState before = identity.state();
    IdentityState now =
        identity.update(
            state ->
                state.clusterId().equals(cluster)
                    ? state.withPeers(others).withEtcd(votes(state.etcd(), members))
                    : state);
    if (!before.equals(now)) {
      settle();
    }
  }

  /** What is said of a member that this node held before is no longer of interest. */
  private @Nullable EtcdMember votes(@Nullable EtcdMember own, List<MemberRecord> members) {
    if (own == null) {
      return null;
    }
    return members.stream()
        .filter(member -> member.peer().equals(identity.peerId()))
        .filter(member -> own.memberId().isEmpty() || own.memberId().equals(member.memberId()))
        .findFirst()
        .map(member -> own.withVoter(member.voter()))
        .orElse(own);
  }

  private void requireOthers() {
    if (identity.state().peers().isEmpty()) {
      throw new ClusterException(
          ErrorCode.CONFLICT, "this node holds the only member that it knows of");
    }
  }

  private synchronized List<ChildSupervisor> children() {
    return running == null ? List.of() : List.of(running.child().supervisor());
  }

  /** Asks the member to end, without waiting for it. */
  public void beginStop() {
    children().forEach(ChildSupervisor::beginStop);
  }

  /** Lets go of the running member without ending it; for tests. */
  synchronized @Nullable EtcdChild abandon() {
    EtcdChild last = child;
    closed = true;
    running = null;
    child = null;
    forwarders.values().forEach(Forwarder::close);
    return last;
  }

  /** Stops the member; what the node is stays as it is. */
  @Override
  public void close() {
    Running last;
    synchronized (this) {
      closed = true;
      last = running;
      running = null;
      child = null;
      forwarders.values().forEach(Forwarder::close);
      forwarders.clear();
    }
    if (last != null) {
      last.child().close();
    }
  }
}
