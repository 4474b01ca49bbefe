package dev.bricklayer.node.member;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.node.identity.IdentityState;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.identity.Membership;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster whether this node is in it, wherever that is open: after an invitation, while
 * joining, and now and then later, because a node that was away while it was removed was not told.
 *
 * <p>An invitation whose operation is over, or whose inviter is silent for three minutes, is given
 * up; nothing had changed yet. A join goes on asking, because only the cluster knows whether it was
 * committed; after a quarter of an hour in which nobody answers the node goes back, unless it holds
 * a vote and with it the cluster's data. A member leaves when it is written that it was removed,
 * for half a minute; a cluster that merely does not know it may have lost its configuration.
 */
final class StandingWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StandingWatch.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration MEMBERS_PAUSE = Duration.ofSeconds(15);
  private static final Duration INVITATION = Duration.ofMinutes(3);
  static final Duration GONE = Duration.ofSeconds(30);
  private static final Duration ABANDONED = Duration.ofMinutes(15);
  private static final UUID NO_OPERATION = new UUID(0, 0);

  private final NodeMembership membership;
  private final JoinCalls calls;
  private final Duration gone;
  private final Duration abandoned;
  private final Thread thread;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean closed;

  private @Nullable Membership waitingSince;
  private long since;
  private volatile @Nullable String lastComplaint;
  private boolean missing;
  private long missingSince;
  private Duration pause = FIRST_PAUSE;

  StandingWatch(NodeMembership membership, JoinCalls calls) {
    this(membership, calls, GONE);
  }

  StandingWatch(NodeMembership membership, JoinCalls calls, Duration gone) {
    this(membership, calls, gone, ABANDONED);
  }

  StandingWatch(NodeMembership membership, JoinCalls calls, Duration gone, Duration abandoned) {
    this.membership = membership;
    this.abandoned = abandoned;
    this.calls = calls;
    this.gone = gone;
    membership.onStep(wake::release);
    this.thread = new Thread(this::run, "standing");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      Duration rest = FIRST_PAUSE;
      try {
        if (!membership.follows()) {
          follow();
        }
        rest = look();
      } catch (RuntimeException e) {
        complain(e);
        rest = membership.follows() ? longer() : FIRST_PAUSE;
      }
      try {
        if (wake.tryAcquire(rest.toNanos(), TimeUnit.NANOSECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Once for each kind of failure; it is tried again and again. */
  private void complain(RuntimeException e) {
    String sentence = String.valueOf(e.getMessage());
    if (!closed && !sentence.equals(lastComplaint)) {
      lastComplaint = sentence;
      LOG.warn("this node cannot take its place in its cluster yet: {}", sentence);
    }
  }

  /** Why this node does not follow its cluster yet, as it was told last; null when it does. */
  @Nullable String complaint() {
    return lastComplaint;
  }

  private void follow() {
    try {
      membership.follow();
      lastComplaint = null;
    } finally {
      wake.drainPermits();
    }
  }

  private Duration longer() {
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    return pause;
  }

  /** Asks once. Returns how long to rest. */
  private Duration look() {
    IdentityState state = membership.identity().state();
    Membership now = state.membership();
    if (!Objects.equals(now, waitingSince)) {
      waitingSince = now;
      since = System.nanoTime();
      pause = FIRST_PAUSE;
      missing = false;
    }
    return switch (now.phase()) {
      case INVITED -> lookAtInvitation(now);
      case JOINING -> lookAtJoin(state, now);
      case FRESH, MEMBER -> lookAtRecord(state);
    };
  }

  private Duration lookAtInvitation(Membership now) {
    UUID operation = Objects.requireNonNullElse(now.operation(), NO_OPERATION);
    try {
      boolean open =
          now.inviter() != null
              && calls.invitation(now.inviter(), operation, membership.identity().peerId()).open();
      if (!open) {
        membership.dismiss(operation);
      }
      pause = FIRST_PAUSE;
      return Duration.ofSeconds(1);
    } catch (ClusterException away) {
      if (System.nanoTime() - since > INVITATION.toNanos()) {
        LOG.info("{} has invited this node and is silent since", now.inviter());
        membership.dismiss(operation);
      }
      return longer();
    }
  }

  private Duration lookAtJoin(IdentityState state, Membership now) {
    UUID operation = Objects.requireNonNullElse(now.operation(), NO_OPERATION);
    Optional<JoinCalls.Standing> standing = ask(state, operation);
    if (standing.isEmpty()) {
      if (System.nanoTime() - since > abandoned.toNanos() && !votes(state)) {
        LOG.warn(
            "nobody of cluster {} has answered for {} minutes since this node was to join it: it"
                + " goes back",
            state.clusterId(),
            abandoned.toMinutes());
        membership.dismiss(operation);
      }
      return longer();
    }
    since = System.nanoTime();
    pause = FIRST_PAUSE;
    if (standing.get().peer()) {
      membership.taken();
    } else if (standing.get().ended()) {
      membership.dismiss(operation);
    }
    return FIRST_PAUSE;
  }

  /** A voter holds the cluster's data; it does not go by itself. */
  private static boolean votes(IdentityState state) {
    return state.etcd() != null && state.etcd().voter();
  }

  private Duration lookAtRecord(IdentityState state) {
    Optional<JoinCalls.Standing> standing = ask(state, NO_OPERATION);
    if (standing.isEmpty() || standing.get().peer() || !standing.get().removed()) {
      missing = false;
      return MEMBERS_PAUSE;
    }
    if (!missing) {
      missing = true;
      missingSince = System.nanoTime();
    }
    if (System.nanoTime() - missingSince >= gone.toNanos()) {
      membership.leave(state.clusterId());
    }
    return gone.dividedBy(3);
  }

  /** The answer of whoever answers first: a node that holds a member, else the inviter. */
  private Optional<JoinCalls.Standing> ask(IdentityState state, UUID operation) {
    Set<String> addresses = new LinkedHashSet<>();
    state.peers().stream().map(KnownPeer::address).forEach(addresses::add);
    String inviter = state.membership().inviter();
    if (inviter != null) {
      addresses.add(inviter);
    }
    for (String address : addresses) {
      try {
        return Optional.of(calls.standing(address, operation, state.peerId()));
      } catch (ClusterException e) {
        LOG.debug("{} does not tell where this node stands: {}", address, e.sentence());
      }
    }
    return Optional.empty();
  }
}
