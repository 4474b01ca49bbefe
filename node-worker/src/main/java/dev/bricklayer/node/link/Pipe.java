package dev.bricklayer.node.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import jdk.net.ExtendedSocketOptions;

/** Two connections joined: bytes both ways, an end of one way passed on as such. */
final class Pipe {
  private static final int BUFFER = 32 * 1024;

  private Pipe() {}

  /** Settings for connections that live long: no delay, and a dead other side is noticed. */
  static void settle(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 15);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
  }

  /** Passes bytes until both ways have ended, then closes both. One way runs on the executor. */
  static void join(Line one, Line other, Executor executor) {
    try {
      one.socket().setSoTimeout(0);
      other.socket().setSoTimeout(0);
      java.util.concurrent.CountDownLatch back = new java.util.concurrent.CountDownLatch(1);
      executor.execute(
          () -> {
            try {
              pass(other, one);
            } finally {
              back.countDown();
            }
          });
      pass(one, other);
      back.await();
    } catch (IOException | RejectedExecutionException e) {
      // closed below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      one.close();
      other.close();
    }
  }

  private static void pass(Line from, Line to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.socket().getInputStream();
      OutputStream out = to.socket().getOutputStream();
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        out.write(buffer, 0, got);
      }
      to.socket().shutdownOutput();
    } catch (IOException broken) {
      // A broken way takes the other with it; an end of a way does not come here.
      from.close();
      to.close();
    }
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // nothing more can be done about it
    }
  }
}
