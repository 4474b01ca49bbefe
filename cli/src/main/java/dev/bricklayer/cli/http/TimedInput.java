package dev.bricklayer.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A socket's input until a moment: an answer that trickles in is bounded as a whole. */
final class TimedInput extends InputStream {
  private final Socket socket;
  private final InputStream in;
  private final long deadline;
  private final byte[] buffer = new byte[16_384];
  private int at;
  private int end;

  /**
   * @param deadline by {@link System#nanoTime()}
   */
  TimedInput(Socket socket, long deadline) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(buffer, at, into, offset, count);
    at += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("the time is over");
    }
    socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    at = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }
}
