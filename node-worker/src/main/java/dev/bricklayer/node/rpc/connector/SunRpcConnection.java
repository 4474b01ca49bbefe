package dev.bricklayer.node.rpc.connector;

import dev.bricklayer.node.rpc.GlusterRpc;
import dev.bricklayer.node.rpc.RpcPeer;
import dev.bricklayer.node.rpc.RpcSession;
import dev.bricklayer.node.rpc.RpcTransport;
import dev.bricklayer.node.rpc.WriteQueue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks SunRPC: reads on the selector's thread, has no idle time-out (clients
 * stay connected for weeks) but TCP keep-alive, and holds no buffer while it is idle.
 */
final class SunRpcConnection extends AbstractConnection
    implements Connection.UpgradeTo, RpcTransport {
  private static final int READ_BYTES = 16 * 1024;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int KEEP_ALIVE_PROBES = 4;

  private final GlusterRpc rpc;
  private final Connector connector;
  private final RpcPeer peer;
  private final WriteQueue queue;
  private final Writer writer = new Writer();
  private final Callback readable = new SelectorCallback(this::read, failure -> close());
  private ByteBuffer first = BufferUtil.EMPTY_BUFFER;
  private volatile @Nullable RpcSession session;

  SunRpcConnection(GlusterRpc rpc, Connector connector, EndPoint endPoint) {
    super(endPoint, connector.getExecutor());
    this.rpc = rpc;
    this.connector = connector;
    this.peer =
        endPoint.getRemoteSocketAddress() instanceof InetSocketAddress from
                && endPoint.getLocalSocketAddress() instanceof InetSocketAddress own
            ? RpcPeer.tcp(from, own)
            : RpcPeer.unixSocket();
    this.queue = rpc.newQueue();
  }

  @Override
  public void onUpgradeTo(ByteBuffer buffer) {
    first = BufferUtil.copy(buffer);
    BufferUtil.clear(buffer);
  }

  @Override
  public void onOpen() {
    super.onOpen();
    getEndPoint().setIdleTimeout(0);
    keepAlive();
    RpcSession opened = rpc.open(this).orElse(null);
    session = opened;
    if (opened == null) {
      close();
    } else if (opened.received(first)) {
      read();
    }
    first = BufferUtil.EMPTY_BUFFER;
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    writer.close();
    queue.close();
    RpcSession ended = session;
    if (ended != null) {
      ended.closed();
    }
  }

  @Override
  public void onFillable() {
    read();
  }

  private void read() {
    RpcSession reader = session;
    if (reader == null) {
      return;
    }
    RetainableByteBuffer buffer = connector.getByteBufferPool().acquire(READ_BYTES, false);
    try {
      ByteBuffer bytes = buffer.getByteBuffer();
      while (true) {
        BufferUtil.clear(bytes);
        int filled = getEndPoint().fill(bytes);
        if (filled < 0) {
          close();
          return;
        }
        if (filled == 0) {
          fillInterested(readable);
          return;
        }
        if (!reader.received(bytes)) {
          return;
        }
      }
    } catch (IOException e) {
      close();
    } finally {
      buffer.release();
    }
  }

  @Override
  public RpcPeer peer() {
    return peer;
  }

  @Override
  public boolean write(ByteBuffer record) {
    if (!queue.offer(record)) {
      return false;
    }
    writer.iterate();
    return true;
  }

  @Override
  public long stalledNanos() {
    return queue.stalledNanos();
  }

  @Override
  public void resume() {
    fillInterested(readable);
  }

  private void keepAlive() {
    Object transport = getEndPoint().getTransport();
    if (transport instanceof EndPoint underTls) {
      transport = underTls.getTransport();
    }
    if (transport instanceof SocketChannel channel) {
      try {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS / 4);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
      } catch (IOException | UnsupportedOperationException e) {
        // the kernel's own figures stay
      }
    }
  }

  /** Sends the queue, one record at a time: an end point takes one write at a time. */
  private final class Writer extends IteratingCallback {
    private boolean writing;

    @Override
    protected Action process() {
      if (writing) {
        writing = false;
        queue.sent();
      }
      ByteBuffer record = queue.head();
      if (record == null) {
        return Action.IDLE;
      }
      writing = true;
      getEndPoint().write(this, record);
      return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      SunRpcConnection.this.close();
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
