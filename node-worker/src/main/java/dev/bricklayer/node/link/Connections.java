package dev.bricklayer.node.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening port with a thread for each of a bounded number of connections. */
final class Connections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final long STACK = 256 * 1024;
  private static final long COMPLAIN_EVERY = TimeUnit.SECONDS.toNanos(10);

  private static final Duration LET_GO = Duration.ofSeconds(5);

  private final String name;
  private final int most;
  private final ServerSocket server;
  private final Thread acceptor;
  private final ThreadPoolExecutor threads;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong lastComplaint = new AtomicLong(System.nanoTime() - COMPLAIN_EVERY);
  private final Consumer<Socket> door;
  private final Consumer<Socket> handler;

  /**
   * @param most how many connections are served at the same time; more are closed at once
   * @param handler serves one connection, which is closed when it returns
   * @throws IOException when the address cannot be listened on
   */
  Connections(String name, InetSocketAddress address, int most, Consumer<Socket> handler)
      throws IOException {
    this(name, address, most, socket -> {}, handler);
  }

  /**
   * @param door told of each that is going to be served, on the one thread that accepts
   */
  Connections(
      String name,
      InetSocketAddress address,
      int most,
      Consumer<Socket> door,
      Consumer<Socket> handler)
      throws IOException {
    this.door = door;
    this.name = name;
    this.most = most;
    this.handler = handler;
    this.server = new ServerSocket();
    server.setReuseAddress(true);
    try {
      server.bind(address, 128);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    AtomicInteger number = new AtomicInteger();
    // A connection that is passed through needs a second thread for the way back.
    this.threads =
        new ThreadPoolExecutor(
            0,
            2 * most,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, name + "-" + number.incrementAndGet()));
    this.acceptor = daemon(this::accept, name + "-accept");
    acceptor.start();
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, STACK);
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return server.getLocalPort();
  }

  int count() {
    return open.size();
  }

  ExecutorService threads() {
    return threads;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (open.size() >= most) {
          Pipe.close(socket);
          complain(name + " has " + most + " connections, more are refused");
          continue;
        }
        begin(socket);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        if (!server.isClosed()) {
          complain(name + " cannot accept: " + e);
          pause();
        }
      }
    }
  }

  private void begin(Socket socket) {
    open.add(socket);
    door.accept(socket);
    try {
      threads.execute(() -> serve(socket));
    } catch (RuntimeException | OutOfMemoryError e) {
      open.remove(socket);
      Pipe.close(socket);
      throw e;
    }
    if (server.isClosed()) {
      Pipe.close(socket);
    }
  }

  private void serve(Socket socket) {
    try {
      handler.accept(socket);
    } catch (RuntimeException e) {
      LOG.error("{}: a connection failed", name, e);
    } finally {
      open.remove(socket);
      Pipe.close(socket);
    }
  }

  /** One line at a time: who floods the port must not flood the log. */
  void complain(String sentence) {
    long now = System.nanoTime();
    long last = lastComplaint.get();
    if (now - last >= COMPLAIN_EVERY && lastComplaint.compareAndSet(last, now)) {
      LOG.warn("{}", sentence);
    } else {
      LOG.debug("{}", sentence);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the connections; the port stays open. */
  void closeAll() {
    open.forEach(Pipe::close);
  }

  /**
   * The port is free when this returns: Linux keeps a closed socket listening for as long as a
   * thread is inside its accept.
   */
  @Override
  public void close() {
    try {
      server.close();
      acceptor.join(LET_GO.toMillis());
    } catch (IOException e) {
      LOG.debug("closing {}", name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeAll();
    threads.shutdownNow();
  }
}
