package dev.bricklayer.node.rpc;

import dev.bricklayer.node.rpc.wire.ByteBudget;
import dev.bricklayer.node.rpc.wire.RecordAssembler;
import dev.bricklayer.node.rpc.wire.RpcRecords;
import dev.bricklayer.node.rpc.wire.XdrException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: makes calls of a stream of bytes and answers them one at a time, in their order.
 * The transport gives it bytes by {@link #received} (one thread at a time) and tells its end by
 * {@link #closed}. A malformed stream is closed with one line in the log.
 */
public final class RpcSession implements RpcConnection {
  private static final Logger LOG = LoggerFactory.getLogger(RpcSession.class);

  /** Calls that one connection gets answered before others have their turn. */
  private static final int TURN = 16;

  private static final int WAITING_BYTES = 1 << 18;

  private final GlusterRpc rpc;
  private final RpcTransport transport;
  private final RpcPeer peer;
  private final RpcLimits limits;
  private final ByteBudget requestBytes;
  private final RecordAssembler assembler;
  private final AtomicInteger callbackXid = new AtomicInteger();

  private final Object lock = new Object();
  private final Deque<byte[]> calls = new ArrayDeque<>();
  private int waitingBytes;
  private boolean working;
  private boolean paused;
  private boolean closing;
  private boolean ended;
  private volatile long partialSince;

  RpcSession(GlusterRpc rpc, RpcTransport transport, RpcLimits limits, ByteBudget requestBytes) {
    this.rpc = rpc;
    this.transport = transport;
    this.peer = transport.peer();
    this.limits = limits;
    this.requestBytes = requestBytes;
    this.assembler = new RecordAssembler(limits.recordBytes(), requestBytes);
  }

  /**
   * Takes all of these bytes. Never blocks.
   *
   * @return false when the transport must stop reading: until it is told to resume, or for good
   *     because it was closed
   */
  public boolean received(ByteBuffer bytes) {
    synchronized (assembler) {
      boolean progress = false;
      try {
        byte[] call = assembler.next(bytes);
        while (call != null) {
          progress = true;
          enqueue(call);
          call = assembler.next(bytes);
        }
      } catch (XdrException e) {
        malformed(e);
        return false;
      }
      if (!assembler.partial()) {
        partialSince = 0;
      } else if (progress || partialSince == 0) {
        partialSince = System.nanoTime() | 1;
      }
    }
    synchronized (lock) {
      paused = calls.size() >= limits.waitingCalls() || waitingBytes >= WAITING_BYTES;
      return !paused && !closing;
    }
  }

  /** The stream has ended; told once or more often, on any thread. */
  public void closed() {
    synchronized (assembler) {
      assembler.discard();
    }
    synchronized (lock) {
      closing = true;
      ended = true;
      schedule();
    }
  }

  @Override
  public RpcPeer peer() {
    return peer;
  }

  @Override
  public boolean isOpen() {
    synchronized (lock) {
      return !closing;
    }
  }

  @Override
  public void callback(Callback callback, byte[] args) {
    int xid = callbackXid.incrementAndGet();
    send(RpcRecords.call(xid, Callback.PROGRAM, Callback.VERSION, callback.procedure(), args));
  }

  @Override
  public void close() {
    synchronized (lock) {
      closing = true;
    }
    transport.close();
  }

  void closeWhenStalled() {
    long stall = limits.stall().toNanos();
    long since = partialSince;
    if (transport.stalledNanos() > stall) {
      closeBecause("it does not read its answers");
    } else if (since != 0 && System.nanoTime() - since > stall) {
      closeBecause("its request does not end");
    }
  }

  private void enqueue(byte[] call) {
    synchronized (lock) {
      if (closing) {
        requestBytes.giveBack(call.length);
        return;
      }
      calls.add(call);
      waitingBytes += call.length;
      schedule();
    }
  }

  /** Called with the lock held. */
  private void schedule() {
    if (working) {
      return;
    }
    try {
      working = true;
      rpc.workers().execute(this::work);
    } catch (RejectedExecutionException e) { // the endpoint is closed
      working = false;
      closing = true;
      rpc.closed(this);
    }
  }

  private void work() {
    for (int turn = 0; turn < TURN; turn++) {
      byte[] call = nextCall();
      if (call == null) {
        return;
      }
      try {
        rpc.answer(call, this).ifPresent(this::send);
      } catch (XdrException e) {
        malformed(e);
      } finally {
        requestBytes.giveBack(call.length);
      }
    }
    synchronized (lock) {
      working = false;
      schedule();
    }
  }

  /** The next call, or null after the work has come to rest. */
  private byte @Nullable [] nextCall() {
    boolean resume;
    synchronized (lock) {
      if (closing) {
        calls.clear();
        requestBytes.giveBack(waitingBytes);
        waitingBytes = 0;
      }
      byte[] call = calls.poll();
      if (call != null) {
        waitingBytes -= call.length;
        return call;
      }
      working = false;
      resume = paused && !closing;
      paused = false;
      if (!resume && !ended) {
        return null;
      }
    }
    if (resume) {
      transport.resume();
    } else {
      rpc.closed(this);
    }
    return null;
  }

  private void send(ByteBuffer record) {
    if (isOpen() && !transport.write(record)) {
      closeBecause("it does not read its answers");
    }
  }

  private void malformed(XdrException e) {
    closeBecause("it sent " + e.getMessage());
  }

  private void closeBecause(String reason) {
    synchronized (lock) {
      if (closing) {
        return;
      }
      closing = true;
    }
    LOG.warn("Connection of {} closed: {}", peer, reason);
    transport.close();
  }
}
