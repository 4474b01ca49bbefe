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

/** A wire to a server that can be cut and mended, while others still reach the server. */
final class Wire implements AutoCloseable {
  private final int target;
  private final ServerSocket server;
  private final List<Socket> ends = new CopyOnWriteArrayList<>();
  private volatile boolean cut;

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

  void mend() {
    cut = false;
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
      ends.add(near);
      ends.add(far);
      daemon(() -> copy(near, far));
      daemon(() -> copy(far, near));
    } catch (IOException e) {
      closeQuietly(near);
    }
  }

  private static void copy(Socket from, Socket to) {
    try (InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
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
  }
}
