package dev.bricklayer.node.rpc;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** A blocking client of the gluster port. */
public final class RpcCaller implements Closeable {
  private final Closeable socket;
  private final SocketChannel channel;
  private final DataInputStream in;

  private RpcCaller(Closeable socket, SocketChannel channel, DataInputStream in) {
    this.socket = socket;
    this.channel = channel;
    this.in = in;
  }

  public static RpcCaller connect(SocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    if (address instanceof UnixDomainSocketAddress) {
      return new RpcCaller(channel, channel, new DataInputStream(Channels.newInputStream(channel)));
    }
    Socket socket = channel.socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    return new RpcCaller(channel, channel, new DataInputStream(socket.getInputStream()));
  }

  public static RpcCaller connect(int port) throws IOException {
    return connect(new InetSocketAddress("127.0.0.1", port));
  }

  public RpcCaller send(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    return this;
  }

  /** The next record without its mark. */
  public DataInputStream record() throws IOException {
    int mark = in.readInt();
    if (mark >= 0) {
      throw new IOException("an answer of several fragments");
    }
    byte[] record = in.readNBytes(mark & 0x7fffffff);
    if (record.length != (mark & 0x7fffffff)) {
      throw new EOFException();
    }
    return new DataInputStream(new ByteArrayInputStream(record));
  }

  /** The result of the next answer, which must be a success for that call. */
  public byte[] result(int xid) throws IOException {
    DataInputStream answer = record();
    int[] header = new int[6];
    for (int i = 0; i < header.length; i++) {
      header[i] = answer.readInt();
    }
    if (header[0] != xid || header[1] != 1 || header[2] != 0 || header[5] != 0) {
      throw new IOException(
          "no success for call " + xid + ": " + java.util.Arrays.toString(header));
    }
    return answer.readAllBytes();
  }

  /** True when the server has closed the connection and nothing more was sent. */
  public boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException e) { // reset
      return true;
    }
  }

  public DataInputStream input() {
    return in;
  }

  public SocketChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
