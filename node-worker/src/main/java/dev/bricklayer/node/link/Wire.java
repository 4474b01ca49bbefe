package dev.bricklayer.node.link;

import dev.bricklayer.config.json.Json;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Bytes of a connection: frames of bounded length, read before a deadline whatever the pace. */
final class Wire {
  private final Socket socket;
  private final InputStream in;
  private long deadline;

  Wire(Socket socket, Duration within) throws IOException {
    this(socket, new byte[0], within);
  }

  /**
   * @param consumed what was read of the connection already
   */
  Wire(Socket socket, byte[] consumed, Duration within) throws IOException {
    this.socket = socket;
    this.in =
        consumed.length == 0
            ? socket.getInputStream()
            : new SequenceInputStream(new ByteArrayInputStream(consumed), socket.getInputStream());
    this.deadline = System.nanoTime() + within.toNanos();
  }

  /** Another deadline, from now. */
  Wire within(Duration atMost) {
    deadline = System.nanoTime() + atMost.toNanos();
    return this;
  }

  byte[] read(int length) throws IOException {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException("too slow");
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      int got = in.read(bytes, at, length - at);
      if (got < 0) {
        throw new EOFException("ended after " + at + " of " + length + " bytes");
      }
      at += got;
    }
    return bytes;
  }

  /** A frame: its length in four bytes, then that many bytes of JSON. */
  <T> T readFrame(int limit, Class<T> type) throws IOException {
    int length = ByteBuffer.wrap(read(4)).getInt();
    if (length <= 0 || length > limit) {
      throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] frame = read(length);
    try {
      T value = Json.read(frame, type);
      if (value == null) {
        throw new IOException("a frame that says null");
      }
      return value;
    } catch (UncheckedIOException e) {
      throw new IOException("a frame that is not " + type.getSimpleName(), e);
    }
  }

  void writeFrame(int limit, Object value) throws IOException {
    byte[] json = Json.write(value);
    if (json.length > limit) {
      throw new IOException("a frame of " + json.length + " bytes is more than " + limit);
    }
    write(ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).array());
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** From here on reads wait for ever. */
  void unbounded() throws IOException {
    socket.setSoTimeout(0);
  }
}
