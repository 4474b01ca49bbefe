package dev.bricklayer.activities.daemon;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Talks to a glusterfsd or glusterfs process on the unix socket of its {@code -S} argument: SunRPC
 * program 4867634, version 2. One connection a call; the whole call is bounded.
 */
public final class BrickOpClient {

  private static final int PROGRAM = 4867634;
  private static final int VERSION = 2;
  private static final int AUTH_GLUSTERFS_V2 = 390039;
  private static final int LAST_FRAGMENT = 0x80000000;
  private static final int LONGEST_REPLY = 16 << 20;

  private final Path socket;
  private final Duration atMost;
  private final AtomicInteger lastXid = new AtomicInteger();

  public BrickOpClient(Path socket, Duration atMost) {
    this.socket = socket;
    this.atMost = atMost;
  }

  /**
   * Sends one command and waits for its answer.
   *
   * @param name what it concerns: a brick's path, or empty for a daemon
   * @throws IOException when nobody listens, the time is up ({@link SocketTimeoutException}) or the
   *     answer makes no sense
   */
  public BrickOpReply call(BrickOp op, String name, Map<String, String> input) throws IOException {
    int xid = lastXid.incrementAndGet();
    long deadline = System.nanoTime() + atMost.toNanos();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      channel.connect(UnixDomainSocketAddress.of(socket)); // at once: the socket is local
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
      ByteBuffer request = request(xid, op, name, input);
      while (request.hasRemaining()) {
        await(selector, deadline);
        channel.write(request);
      }
      key.interestOps(SelectionKey.OP_READ);
      while (true) {
        ByteBuffer reply = record(channel, selector, deadline);
        if (reply.remaining() >= 8 && reply.getInt() == xid && reply.getInt() == 1) {
          return read(reply);
        } // else a call to us: daemons tell of events on every connection
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("the answer on " + socket + " makes no sense", e);
    }
  }

  private static ByteBuffer request(int xid, BrickOp op, String name, Map<String, String> input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, 0, xid, 0, 2, PROGRAM, VERSION, op.procedure());
    put(out, AUTH_GLUSTERFS_V2, 24, 0, 0, 0, 0, 4, 0); // pid, uid, gid, no groups, lock owner
    put(out, 0, 0);
    opaque(out, name.getBytes(StandardCharsets.UTF_8));
    put(out, op.procedure());
    opaque(out, GlusterDict.encode(input));
    put(out, 0); // a second dictionary, demanded since glusterfs 7
    ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
    bytes.putInt(0, LAST_FRAGMENT | (bytes.capacity() - 4));
    return bytes;
  }

  private static BrickOpReply read(ByteBuffer reply) throws IOException {
    int denied = reply.getInt();
    reply.getInt();
    opaque(reply);
    int status = reply.getInt();
    if (denied != 0 || status != 0) {
      throw new IOException("the call was refused with status " + denied + "/" + status);
    }
    int result = reply.getInt();
    int errno = reply.getInt();
    Map<String, String> output = GlusterDict.decode(opaque(reply));
    return new BrickOpReply(
        result, errno, output, new String(opaque(reply), StandardCharsets.UTF_8));
  }

  private static ByteBuffer record(SocketChannel channel, Selector selector, long deadline)
      throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (true) {
      int head = fill(channel, selector, deadline, 4).getInt();
      int length = head & ~LAST_FRAGMENT;
      if (length + whole.size() > LONGEST_REPLY) {
        throw new IOException("an answer of more than " + LONGEST_REPLY + " bytes");
      }
      whole.writeBytes(fill(channel, selector, deadline, length).array());
      if ((head & LAST_FRAGMENT) != 0) {
        return ByteBuffer.wrap(whole.toByteArray());
      }
    }
  }

  private static ByteBuffer fill(
      SocketChannel channel, Selector selector, long deadline, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes);
      if (read < 0) {
        throw new EOFException("the process closed the connection");
      }
      if (read == 0) {
        await(selector, deadline);
      }
    }
    return bytes.flip();
  }

  private static void await(Selector selector, long deadline) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0 || selector.select(left) == 0 && deadline - System.nanoTime() <= 0) {
      throw new SocketTimeoutException("no answer in time");
    }
    selector.selectedKeys().clear();
  }

  private static byte[] opaque(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    from.position(Math.min(from.limit(), (from.position() + 3) & ~3));
    return bytes;
  }

  private static void opaque(ByteArrayOutputStream out, byte[] bytes) {
    put(out, bytes.length);
    out.writeBytes(bytes);
    out.writeBytes(new byte[-bytes.length & 3]);
  }

  private static void put(ByteArrayOutputStream out, int... words) {
    for (int word : words) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(word).array());
    }
  }
}
