package dev.bricklayer.node.rpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP connection of this process with itself. */
public final class Loopback implements AutoCloseable {
  private final ServerSocket server;
  private final Socket theirs;
  private final Socket ours;

  public Loopback() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    theirs = new Socket("127.0.0.1", server.getLocalPort());
    ours = server.accept();
  }

  /** The side that connected, as the other one sees it. */
  public RpcPeer peer() {
    return RpcPeer.tcp(
        (InetSocketAddress) ours.getRemoteSocketAddress(),
        (InetSocketAddress) ours.getLocalSocketAddress());
  }

  @Override
  public void close() throws IOException {
    theirs.close();
    ours.close();
    server.close();
  }
}
