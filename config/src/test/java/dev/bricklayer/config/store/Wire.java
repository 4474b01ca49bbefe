package dev.bricklayer.config.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire to a server that can be cut, muted and mended, while others still reach the server. */
final class Wire implements AutoCloseable {
  private final int target;
  private final ServerSocket server;
  private final List<Socket> ends = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean cut;
  private boolean mute;

  Wire(URI to) {
    this.target = to.getPort();
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  URI near() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  void cut() {
    cut = true;
    ends.forEach(Wire::closeQuietly);
    ends.clear();
  }

  /** Connections stay and are taken, but nothing goes through any more. */
  synchronized void mute() {
    mute = true;
  }

  synchronized void mend() {
    cut = false;
    mute = false;
    notifyAll();
  }

  /** How many connections were made through it. */
  int connections() {
    return connections.get();
  }

  private synchronized void awaitVoice() throws IOException {
    while (mute) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket near = server.accept();
        if (cut) {
          near.close();
        } else {
          connect(near);
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      connections.incrementAndGet();
      ends.add(near);
      ends.add(far);
      daemon(() -> copy(near, far));
      daemon(() -> copy(far, near));
    } catch (IOException e) {
      closeQuietly(near);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (InputStream in = from.getInputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        awaitVoice();
        to.getOutputStream().write(buffer, 0, count);
      }
    } catch (IOException e) {
      // cut
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // closed already
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
    mend();
  }
}
