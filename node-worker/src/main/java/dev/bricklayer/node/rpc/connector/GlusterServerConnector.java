package dev.bricklayer.node.rpc.connector;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ServerConnector} that opens and closes connections on a few threads of its own: with
 * Jetty's, a new connection waits for a thread of the HTTP pool before its first byte is read.
 */
final class GlusterServerConnector extends ServerConnector {
  /** Besides one thread a selector, which it keeps. */
  private static final int OPENING_THREADS = 2;

  private static final int WAITING_CONNECTIONS = 4096;

  private @Nullable ThreadPoolExecutor opening;

  GlusterServerConnector(
      Server server,
      @Nullable ThreadPool threads,
      Scheduler scheduler,
      ByteBufferPool buffers,
      int acceptors,
      int selectors,
      ConnectionFactory... factories) {
    super(server, threads, scheduler, buffers, acceptors, selectors, factories);
  }

  @Override
  protected SelectorManager newSelectorManager(
      Executor executor, Scheduler scheduler, int selectors) {
    return new ServerConnectorManager(executor, scheduler, selectors) {
      @Override
      protected void execute(Runnable task) {
        ThreadPoolExecutor own = opening;
        (own == null ? executor : own).execute(task);
      }
    };
  }

  @Override
  protected void doStart() throws Exception {
    int threads = getSelectorManager().getSelectorCount() + OPENING_THREADS;
    AtomicInteger number = new AtomicInteger();
    opening =
        new ThreadPoolExecutor(
            threads,
            threads,
            60,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_CONNECTIONS),
            task -> {
              Thread thread = new Thread(task, "gluster-io-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    opening.allowCoreThreadTimeOut(true);
    super.doStart();
  }

  /** RPC connections have no requests to wait for: they are closed, and come back by themselves. */
  @Override
  public CompletableFuture<Void> shutdown() {
    CompletableFuture<Void> done = super.shutdown();
    for (EndPoint endPoint : getConnectedEndPoints()) {
      Connection connection = endPoint.getConnection();
      if (connection instanceof SslConnection tls) {
        connection = tls.getSslEndPoint().getConnection();
      }
      if (connection instanceof SunRpcConnection) {
        connection.close();
      }
    }
    return done;
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    ThreadPoolExecutor own = opening;
    if (own != null) {
      own.shutdown();
    }
  }
}
