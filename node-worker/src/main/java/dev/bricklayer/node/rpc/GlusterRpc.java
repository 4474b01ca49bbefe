package dev.bricklayer.node.rpc;

import dev.bricklayer.node.rpc.wire.ByteBudget;
import dev.bricklayer.node.rpc.wire.RpcMessage;
import dev.bricklayer.node.rpc.wire.RpcRecords;
import dev.bricklayer.node.rpc.wire.XdrException;
import dev.bricklayer.node.rpc.wire.XdrWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gluster RPC endpoint of a node, without its sockets: programs, connections, and the threads
 * that answer. Its threads are its own, so it answers while HTTP is saturated. Transports give it
 * their bytes by {@link #open}.
 */
public final class GlusterRpc implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GlusterRpc.class);

  private final List<RpcProgram> programs;
  private final PortMap ports;
  private final RpcClients clients;
  private final RpcLimits limits;
  private final ByteBudget requestBytes;
  private final ByteBudget queuedBytes;
  private final Set<RpcSession> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private final ThreadPoolExecutor workers;
  private final ScheduledExecutorService sweeper;

  public GlusterRpc(VolfileService volfiles, PortMap ports, RpcClients clients, EventSink events) {
    this(volfiles, ports, clients, events, RpcLimits.defaults());
  }

  public GlusterRpc(
      VolfileService volfiles,
      PortMap ports,
      RpcClients clients,
      EventSink events,
      RpcLimits limits) {
    this.ports = ports;
    this.clients = clients;
    this.limits = limits;
    requestBytes = new ByteBudget(limits.allRequestBytes());
    queuedBytes = new ByteBudget(limits.allQueuedBytes());
    RpcProgram portmap = PortmapProgram.of(ports);
    RpcProgram handshake = HandshakeProgram.of(volfiles, clients, events);
    programs = List.of(DumpProgram.listing(List.of(portmap, handshake)), portmap, handshake);
    // a connection has at most one task here, so this queue does not overflow
    workers =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            60,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(2 * limits.connections()),
            threads("gluster-rpc-"));
    workers.allowCoreThreadTimeOut(true);
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, threads("gluster-sweep-"));
    long period = Math.max(1, limits.stall().toMillis() / 4);
    timer.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
    sweeper = timer;
  }

  /**
   * A new connection; empty when there are too many or this endpoint is closed: the transport then
   * closes it.
   */
  public Optional<RpcSession> open(RpcTransport transport) {
    if (workers.isShutdown()) {
      return Optional.empty();
    }
    if (open.incrementAndGet() > limits.connections()) {
      open.decrementAndGet();
      LOG.warn("Connection from {} refused: {} are open", transport.peer(), limits.connections());
      return Optional.empty();
    }
    RpcSession session = new RpcSession(this, transport, limits, requestBytes);
    sessions.add(session);
    return Optional.of(session);
  }

  /** The queue of a new connection's answers. */
  public WriteQueue newQueue() {
    return new WriteQueue(limits.queuedBytes(), queuedBytes);
  }

  /** How many bytes of requests and answers are held now. */
  public long heldBytes() {
    return limits.allRequestBytes()
        - requestBytes.left()
        + limits.allQueuedBytes()
        - queuedBytes.left();
  }

  /** How many connections are open. */
  public int connections() {
    return open.get();
  }

  /** Closes all connections and ends the threads. */
  @Override
  public void close() {
    sweeper.shutdownNow();
    sessions.forEach(RpcSession::close);
    workers.shutdown();
    try {
      if (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  Executor workers() {
    return workers;
  }

  void closed(RpcSession session) {
    if (!sessions.remove(session)) {
      return;
    }
    clients.connectionClosed(session);
    try {
      ports.connectionClosed(session);
    } catch (RuntimeException e) {
      LOG.error("The end of the connection of {} was not taken", session.peer(), e);
    }
    open.decrementAndGet();
  }

  /**
   * The answer to a request, as a record.
   *
   * @return empty for messages that have none
   * @throws XdrException when the request is no RPC message: the stream cannot be trusted
   */
  Optional<ByteBuffer> answer(byte[] request, RpcConnection connection) {
    RpcMessage message = RpcMessage.parse(request);
    if (message instanceof RpcMessage.ForeignCall foreign) {
      return Optional.of(RpcRecords.rpcMismatch(foreign.xid()));
    }
    return message instanceof RpcMessage.Call call
        ? Optional.of(answer(call, connection))
        : Optional.empty();
  }

  private ByteBuffer answer(RpcMessage.Call call, RpcConnection connection) {
    RpcProgram program = null;
    for (RpcProgram candidate : programs) {
      if (candidate.number() == call.program()) {
        program = candidate;
      }
    }
    if (program == null) {
      return RpcRecords.programUnavailable(call.xid());
    }
    if (program.version() != call.version()) {
      return RpcRecords.programMismatch(call.xid(), program.version(), program.version());
    }
    XdrWriter result = new XdrWriter();
    if (call.procedure() == 0) {
      return RpcRecords.success(call.xid(), result);
    }
    RpcProgram.Procedure procedure = program.procedures().get(call.procedure());
    if (procedure == null) {
      return RpcRecords.procedureUnavailable(call.xid());
    }
    try {
      procedure.call(call.args(), result, connection);
      return RpcRecords.success(call.xid(), result);
    } catch (XdrException e) {
      LOG.debug(
          "Arguments of {} procedure {} from {} are garbage: {}",
          program.name(),
          call.procedure(),
          connection.peer(),
          e.getMessage());
      return RpcRecords.garbageArguments(call.xid());
    } catch (RuntimeException e) {
      LOG.error("{} procedure {} failed", program.name(), call.procedure(), e);
      return RpcRecords.systemError(call.xid());
    }
  }

  private void sweep() {
    for (RpcSession session : sessions) {
      session.closeWhenStalled();
    }
  }

  private static ThreadFactory threads(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
