package dev.bricklayer.node.rpc.connector;

import static java.util.Objects.requireNonNull;

import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.node.rpc.GlusterRpc;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gluster RPC endpoint on a unix socket, for this node's bricks and daemons and for tools on
 * this host ({@code glfsheal}). One thread serves all connections; the number of connections is
 * bounded. Only the user of this process may connect.
 *
 * <p>A socket that somebody deletes, as a cleaner of the run folder does, is made anew within
 * seconds; connections that are open go on.
 */
public final class UnixSocketListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UnixSocketListener.class);

  /** The kernel's limit is 108 bytes with the closing NUL. */
  private static final int MAX_PATH_BYTES = 107;

  private static final int BACKLOG = 64;
  private static final int CONNECTIONS = 8192;
  private static final long LOOK_MILLIS = 1000;

  private final Path path;
  private final GlusterRpc rpc;
  private final int maxConnections;
  private final Selector selector;
  private ServerSocketChannel server; // of the thread, and of nobody after its end
  private final Thread thread;
  private volatile boolean closed;

  private UnixSocketListener(
      Path path,
      GlusterRpc rpc,
      int maxConnections,
      Selector selector,
      ServerSocketChannel server) {
    this.path = path;
    this.rpc = rpc;
    this.maxConnections = maxConnections;
    this.selector = selector;
    this.server = server;
    thread = new Thread(this::serve, "gluster-unix");
    thread.setDaemon(true);
  }

  /** Listens with at most 8192 connections at once: each brick holds one. */
  public static UnixSocketListener open(Path path, GlusterRpc rpc) throws IOException {
    return open(path, rpc, CONNECTIONS);
  }

  /**
   * Listens. What an earlier process left at the path is replaced.
   *
   * @throws IOException when another process listens there, the path is too long, or its folder
   *     cannot be written
   */
  public static UnixSocketListener open(Path path, GlusterRpc rpc, int maxConnections)
      throws IOException {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw new IOException(
          "the path of the unix socket %s is longer than %d bytes".formatted(path, MAX_PATH_BYTES));
    }
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    removeLeftOver(path, address);
    Selector selector = Selector.open();
    try {
      UnixSocketListener listener =
          new UnixSocketListener(path, rpc, maxConnections, selector, bind(path, selector));
      listener.thread.start();
      return listener;
    } catch (IOException e) {
      selector.close();
      throw e;
    }
  }

  private static ServerSocketChannel bind(Path path, Selector selector) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static void removeLeftOver(Path path, UnixDomainSocketAddress address)
      throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    boolean alive;
    try (SocketChannel probe = SocketChannel.open(address)) {
      alive = probe.isConnected();
    } catch (IOException e) {
      alive = false;
    }
    if (alive) {
      throw new IOException("another process listens on the unix socket " + path);
    }
    Files.delete(path);
  }

  public Path path() {
    return path;
  }

  /** Closes all connections and removes the socket; waits at most 2 s for its thread. */
  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    selector.close();
    Files.deleteIfExists(path);
  }

  private void serve() {
    try {
      while (!closed) {
        selector.select(this::ready, LOOK_MILLIS);
        if (!closed && !Files.exists(path)) {
          comeBack();
        }
      }
    } catch (IOException | ClosedSelectorException e) {
      LOG.error("The unix socket {} is not served any more", path, e);
    }
    for (SelectionKey key : List.copyOf(selector.keys())) {
      if (key.attachment() instanceof UnixSocketConnection connection) {
        connection.close();
      }
    }
  }

  private void comeBack() {
    try {
      StableStorage.makeFolders(requireNonNull(path.toAbsolutePath().getParent()));
      ServerSocketChannel anew = bind(path, selector);
      server.close();
      server = anew;
      LOG.warn("The unix socket {} was deleted; it is there again", path);
    } catch (IOException e) {
      LOG.warn("The unix socket {} was deleted and cannot be made: {}", path, e.toString());
    }
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof UnixSocketConnection connection) {
      connection.ready();
    } else {
      accept();
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      if (channel == null) {
        return;
      }
      if (selector.keys().size() > maxConnections) { // a key of the server is one of them
        LOG.warn("Connection to {} refused: {} are open", path, maxConnections);
        channel.close();
        return;
      }
      channel.configureBlocking(false);
      new UnixSocketConnection(channel, channel.register(selector, 0), rpc).start();
    } catch (IOException e) {
      LOG.warn("A connection to {} was not accepted: {}", path, e.getMessage());
      pause();
    }
  }

  /** Without free file handles the same connection is offered again at once. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
