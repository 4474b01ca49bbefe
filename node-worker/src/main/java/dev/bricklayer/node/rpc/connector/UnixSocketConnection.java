package dev.bricklayer.node.rpc.connector;

import dev.bricklayer.node.rpc.GlusterRpc;
import dev.bricklayer.node.rpc.RpcPeer;
import dev.bricklayer.node.rpc.RpcSession;
import dev.bricklayer.node.rpc.RpcTransport;
import dev.bricklayer.node.rpc.WriteQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link UnixSocketListener}; reads and writes on the listener's thread. */
final class UnixSocketConnection implements RpcTransport {
  private static final int READ_BYTES = 8 * 1024;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final GlusterRpc rpc;
  private final WriteQueue queue;
  private volatile @Nullable RpcSession session;

  UnixSocketConnection(SocketChannel channel, SelectionKey key, GlusterRpc rpc) {
    this.channel = channel;
    this.key = key;
    this.rpc = rpc;
    this.queue = rpc.newQueue();
  }

  void start() {
    key.attach(this);
    session = rpc.open(this).orElse(null);
    if (session == null) {
      close();
    } else {
      interest(SelectionKey.OP_READ);
    }
  }

  /** The channel can be read or written. */
  void ready() {
    try {
      if (key.isWritable()) {
        flush();
      }
      if (key.isReadable()) {
        read();
      }
    } catch (IOException | CancelledKeyException e) {
      close();
    }
  }

  @Override
  public RpcPeer peer() {
    return RpcPeer.unixSocket();
  }

  @Override
  public boolean write(ByteBuffer record) {
    if (!queue.offer(record)) {
      return false;
    }
    interest(SelectionKey.OP_WRITE);
    return true;
  }

  @Override
  public long stalledNanos() {
    return queue.stalledNanos();
  }

  @Override
  public void resume() {
    interest(SelectionKey.OP_READ);
  }

  @Override
  public void close() {
    queue.close();
    try {
      channel.close(); // cancels the key
    } catch (IOException e) {
      // it is closed all the same
    }
    key.selector().wakeup();
    RpcSession ended = session;
    if (ended != null) {
      ended.closed();
    }
  }

  private void interest(int operation) {
    try {
      key.interestOpsOr(operation);
      key.selector().wakeup();
    } catch (CancelledKeyException e) {
      close();
    }
  }

  private void flush() throws IOException {
    ByteBuffer record = queue.head();
    while (record != null) {
      channel.write(record);
      if (record.hasRemaining()) {
        return;
      }
      queue.sent();
      record = queue.head();
    }
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
    if (queue.head() != null) { // added since
      key.interestOpsOr(SelectionKey.OP_WRITE);
    }
  }

  /** One read; the interest is taken back first, so that a resume by another thread is not lost. */
  private void read() throws IOException {
    RpcSession reader = session;
    key.interestOpsAnd(~SelectionKey.OP_READ);
    ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
    if (reader == null || channel.read(bytes) < 0) {
      close();
    } else if (reader.received(bytes.flip())) {
      key.interestOpsOr(SelectionKey.OP_READ);
    }
  }
}
