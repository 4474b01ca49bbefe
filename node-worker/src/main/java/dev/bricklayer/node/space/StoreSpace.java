package dev.bricklayer.node.space;

import dev.bricklayer.activities.process.PeriodicCheck;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.store.EtcdMembership;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.link.PeerClient;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps room in the embedded etcd. Each node looks at its own member; the one whose member leads
 * asks the others and takes the steps of {@link SpaceRule}. It needs no session in a cluster: a
 * full store lets none begin.
 */
public final class StoreSpace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreSpace.class);
  private static final String TELL = "space.tell";
  private static final String DEFRAGMENT = "space.defragment";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration COMPACT_EVERY = Duration.ofMinutes(1);
  private static final Duration TIGHT_COMPACT_EVERY = Duration.ofSeconds(5);
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(4);
  private static final Duration DEFRAGMENTED_WITHIN = Duration.ofMinutes(2);
  private static final int STEPS = 20;

  private final NodeIdentity identity;
  private final PeerClient client;
  private final OwnMember own;
  private final Supplier<List<URI>> endpoints;
  private final SpaceEvents events;
  private final AtomicLong defragmented = new AtomicLong();
  private volatile @Nullable MemberSpace last;
  private volatile @Nullable String waiting;
  private final Map<String, Long> tidied = new HashMap<>();
  private Room told = Room.WIDE;
  private long compacted;
  private long compactedAt = System.nanoTime() - COMPACT_EVERY.toNanos();
  private @Nullable PeriodicCheck check;

  record Nothing() {}

  /**
   * The embedded etcd as this node sees it.
   *
   * @param own the client URL of this node's member; empty while it holds none
   * @param endpoints client URLs of voting members, the nearest first
   * @param quota how large a database may grow by ordinary changes, in bytes
   * @param limit at which etcd itself refuses puts, in bytes
   */
  public record Members(
      Supplier<Optional<URI>> own, Supplier<List<URI>> endpoints, long quota, long limit) {}

  public StoreSpace(NodeIdentity identity, PeerClient client, Members members, SpaceEvents events) {
    this.identity = identity;
    this.client = client;
    this.own = new OwnMember(members.own(), members.quota(), members.limit());
    this.endpoints = members.endpoints();
    this.events = events;
  }

  /** Answers other nodes. */
  public StoreSpace serve(PeerCalls calls) {
    calls
        .on(TELL, Nothing.class, (caller, nothing) -> own.space())
        .on(
            DEFRAGMENT,
            Nothing.class,
            (caller, nothing) -> {
              own.defragment();
              return own.space();
            });
    return this;
  }

  public StoreSpace start() {
    check = new PeriodicCheck("store-space", LOOK_EVERY, this::look);
    return this;
  }

  /**
   * What was seen last, some seconds ago at most: of this node's member, or of one that it reaches;
   * empty before the first look and while none answers.
   */
  public Optional<MemberSpace> last() {
    return Optional.ofNullable(last);
  }

  /** How often members' files were written anew at this node's word. */
  public long defragmentations() {
    return defragmented.get();
  }

  /** Why this node, whose member leads, makes no room just now. */
  public Optional<String> waiting() {
    return Optional.ofNullable(waiting);
  }

  private void look() {
    try {
      MemberSpace now = seen();
      last = now;
      if (now == null || !now.leads() || !own.there()) {
        waiting = null;
        return;
      }
      tidy();
    } catch (ClusterException e) {
      last = null;
      LOG.debug("how much room the store has is not known: {}", e.sentence());
    }
  }

  private @Nullable MemberSpace seen() {
    if (own.there()) {
      return own.space();
    }
    List<URI> others = endpoints.get();
    return others.isEmpty() ? null : own.space(others.get(0));
  }

  private void tidy() {
    for (int i = 0; i < STEPS; i++) {
      List<SpaceRule.Member> members = own.members().stream().map(this::ask).toList();
      tell(members);
      SpaceRule.Step step = SpaceRule.next(members, forgotten(members));
      waiting = step instanceof SpaceRule.Step.Wait wait ? wait.away() : null;
      if (step instanceof SpaceRule.Step.Done || step instanceof SpaceRule.Step.Wait) {
        return;
      }
      try {
        take(step, members);
      } catch (ClusterException e) {
        LOG.info("no room is made in the store just now: {}", e.sentence());
        return;
      }
    }
  }

  /** As if all were forgotten where it was done not long ago, unless it is urgent. */
  private long forgotten(List<SpaceRule.Member> members) {
    Room room =
        members.stream()
            .flatMap(member -> Optional.ofNullable(member.space()).stream())
            .map(Room::of)
            .max(Comparator.naturalOrder())
            .orElse(Room.WIDE);
    Duration pause = room == Room.TIGHT ? TIGHT_COMPACT_EVERY : COMPACT_EVERY;
    boolean rested = System.nanoTime() - compactedAt >= pause.toNanos();
    return room == Room.FULL || rested ? compacted : Long.MAX_VALUE;
  }

  private void take(SpaceRule.Step step, List<SpaceRule.Member> members) {
    if (step instanceof SpaceRule.Step.Compact compact) {
      compactedAt = System.nanoTime();
      own.etcd().compact(compact.revision());
      compacted = compact.revision();
      LOG.info("the store forgot what was replaced up to revision {}", compact.revision());
    } else if (step instanceof SpaceRule.Step.Lift) {
      own.etcd().liftAlarms();
      LOG.info("the store has room again and takes changes");
    } else if (step instanceof SpaceRule.Step.Defragment wanted) {
      members.stream()
          .filter(member -> member.id().equals(wanted.id()))
          .findFirst()
          .ifPresent(this::defragment);
    }
  }

  private void defragment(SpaceRule.Member member) {
    tidied.put(member.id(), compacted);
    MemberSpace before = member.space();
    MemberSpace after;
    if (isOwn(member)) {
      own.defragment();
      after = own.space();
      last = after;
    } else {
      KnownPeer holder = holder(member).orElseThrow();
      after =
          client.call(
              holder.address(),
              holder.peer(),
              DEFRAGMENT,
              new Nothing(),
              MemberSpace.class,
              DEFRAGMENTED_WITHIN);
    }
    defragmented.incrementAndGet();
    if (before != null) {
      LOG.info(
          "the database of {} was defragmented: {} bytes, {} before",
          member.name(),
          after.size(),
          before.size());
      events.defragmented(before, after);
    }
  }

  private boolean isOwn(SpaceRule.Member member) {
    return member.name().equals(identity.peerId().toString());
  }

  private Optional<KnownPeer> holder(SpaceRule.Member member) {
    return identity.state().peers().stream()
        .filter(peer -> peer.peer().toString().equals(member.name()))
        .findFirst();
  }

  private SpaceRule.Member ask(EtcdMembership.Member listed) {
    String id = Long.toHexString(listed.id());
    long done = tidied.getOrDefault(id, 0L);
    SpaceRule.Member member = new SpaceRule.Member(id, listed.name(), null, done);
    try {
      if (isOwn(member)) {
        return new SpaceRule.Member(id, member.name(), own.space(), done);
      }
      Optional<KnownPeer> holder = holder(member);
      if (holder.isEmpty()) {
        return member;
      }
      MemberSpace space =
          client.call(
              holder.get().address(),
              holder.get().peer(),
              TELL,
              new Nothing(),
              MemberSpace.class,
              TOLD_WITHIN);
      return new SpaceRule.Member(id, member.name(), space, done);
    } catch (ClusterException e) {
      LOG.debug("the room of member {} is not known: {}", member.name(), e.sentence());
      return member;
    }
  }

  private void tell(List<SpaceRule.Member> members) {
    Optional<MemberSpace> fullest =
        members.stream()
            .flatMap(member -> Optional.ofNullable(member.space()).stream())
            .max(Comparator.comparing(Room::of).thenComparing(MemberSpace::size));
    if (fullest.isPresent() && Room.of(fullest.get()) != told) {
      told = Room.of(fullest.get());
      if (told == Room.WIDE) {
        LOG.info("{}", Room.sentence(fullest.get()));
      } else {
        LOG.warn("{}", Room.sentence(fullest.get()));
      }
      events.room(told, fullest.get());
    }
  }

  @Override
  public void close() {
    PeriodicCheck running = check;
    if (running != null) {
      running.close();
    }
    own.close();
  }
}
