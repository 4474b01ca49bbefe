package dev.bricklayer.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream in memory: holds what is written until the test takes it. */
final class FakeTransport implements RpcTransport {
  final LinkedBlockingQueue<ByteBuffer> written = new LinkedBlockingQueue<>();
  final RpcSession session;
  private final RpcPeer peer;
  private final WriteQueue queue;
  volatile boolean closed;
  volatile boolean resumed;
  volatile long stalled;

  FakeTransport(GlusterRpc rpc, RpcPeer peer) {
    this.peer = peer;
    this.queue = rpc.newQueue();
    this.session = rpc.open(this).orElseThrow();
  }

  FakeTransport(GlusterRpc rpc) {
    this(rpc, RpcPeer.unixSocket());
  }

  static RpcPeer remote(String address) {
    return RpcPeer.tcp(
        new InetSocketAddress(address, 49151), new InetSocketAddress("127.0.0.1", 24007));
  }

  boolean receive(byte[] bytes) {
    return session.received(ByteBuffer.wrap(bytes));
  }

  /** The next record that was written, in hexadecimal. */
  String next() throws InterruptedException {
    return HexFormat.of().formatHex(nextRecord().array());
  }

  ByteBuffer nextRecord() throws InterruptedException {
    @Nullable ByteBuffer record = written.poll(30, TimeUnit.SECONDS);
    assertThat(record).as("a record within 30 s").isNotNull();
    queue.sent();
    return java.util.Objects.requireNonNull(record);
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
    written.add(record);
    return true;
  }

  @Override
  public long stalledNanos() {
    return stalled;
  }

  @Override
  public void resume() {
    resumed = true;
  }

  @Override
  public void close() {
    closed = true;
    queue.close();
    session.closed();
  }
}
