package dev.bricklayer.node.rpc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bricks that are signed in at this node, in memory: they sign in again within seconds after a
 * restart of the node. The newest sign-in of a brick counts; the end of an older connection does
 * not touch it.
 */
public final class SignedInBricks implements PortMap {
  private static final Logger LOG = LoggerFactory.getLogger(SignedInBricks.class);
  private static final int MAX_BRICKS = 16_384;

  /** A brick that is signed in. */
  public record SignedIn(String brick, int port, int pid) {}

  /** Told in the order in which things happen, on the thread of the call; must not block long. */
  public interface Listener {
    /** Also told when a brick signs in again, with the same port or another. */
    void signedIn(SignedIn brick);

    void gone(SignedIn brick);
  }

  private record Held(SignedIn brick, RpcConnection connection) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Held> bricks = new TreeMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Function<String, OptionalInt> elsewhere;

  /**
   * @param elsewhere asked for the port of a brick that is not signed in here: bricks of other
   *     nodes that share this node's address
   */
  public SignedInBricks(Function<String, OptionalInt> elsewhere) {
    this.elsewhere = elsewhere;
  }

  /** Bricks of this node only. */
  public SignedInBricks() {
    this(brick -> OptionalInt.empty());
  }

  @Override
  public boolean signIn(String brick, int port, int pid, RpcConnection connection) {
    RpcPeer peer = connection.peer();
    if (!peer.isUnixSocket()
        && LocalSocket.of(peer).filter(LocalSocket::ofAdministrator).isEmpty()) {
      LOG.warn("Sign-in of brick {} from {} refused: not root of this host", brick, peer);
      return false;
    }
    if (brick.isEmpty() || port < 1 || port > 65_535) {
      LOG.warn("Sign-in of brick '{}' with port {} refused", brick, port);
      return false;
    }
    SignedIn signedIn = new SignedIn(brick, port, pid);
    lock.lock();
    try {
      if (bricks.size() >= MAX_BRICKS && !bricks.containsKey(brick)) {
        LOG.warn("Sign-in of brick {} refused: {} are signed in", brick, MAX_BRICKS);
        return false;
      }
      bricks.put(brick, new Held(signedIn, connection));
      changed.signalAll();
      LOG.info("Brick {} signed in: port {}, pid {}", brick, port, pid);
      listeners.forEach(listener -> listener.signedIn(signedIn));
    } finally {
      lock.unlock();
    }
    return true;
  }

  @Override
  public void signOut(String brick, RpcConnection connection) {
    drop(held -> held.connection() == connection && held.brick().brick().equals(brick));
  }

  @Override
  public void connectionClosed(RpcConnection connection) {
    drop(held -> held.connection() == connection);
  }

  @Override
  public OptionalInt portOf(String brick) {
    Optional<SignedIn> here = find(brick);
    return here.isPresent() ? OptionalInt.of(here.get().port()) : elsewhere.apply(brick);
  }

  @Override
  public Optional<String> brickOn(int port) {
    return all().stream().filter(brick -> brick.port() == port).map(SignedIn::brick).findFirst();
  }

  /** The brick of that path, when it is signed in here. */
  public Optional<SignedIn> find(String brick) {
    lock.lock();
    try {
      return Optional.ofNullable(bricks.get(brick)).map(Held::brick);
    } finally {
      lock.unlock();
    }
  }

  /** All bricks that are signed in here, by path. */
  public List<SignedIn> all() {
    lock.lock();
    try {
      return bricks.values().stream().map(Held::brick).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until that brick is signed in; empty when the time was too short. */
  public Optional<SignedIn> await(String brick, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      Held held = bricks.get(brick);
      while (held == null && left > 0) {
        left = changed.awaitNanos(left);
        held = bricks.get(brick);
      }
      return Optional.ofNullable(held).map(Held::brick);
    } finally {
      lock.unlock();
    }
  }

  /** Tells of every brick that comes or goes from now on, until it is closed. */
  public AutoCloseable onChange(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void drop(java.util.function.Predicate<Held> which) {
    lock.lock();
    try {
      List<Held> dropped = bricks.values().stream().filter(which).toList();
      for (Held held : dropped) {
        bricks.remove(held.brick().brick());
        LOG.info("Brick {} is gone: port {}", held.brick().brick(), held.brick().port());
        listeners.forEach(listener -> listener.gone(held.brick()));
      }
    } finally {
      lock.unlock();
    }
  }
}
