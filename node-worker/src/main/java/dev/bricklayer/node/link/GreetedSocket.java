package dev.bricklayer.node.link;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A connection for TLS to a node that may begin in plain text: a node that speaks both sends its
 * greeting before it hears that TLS is wanted. That greeting is passed over; no TLS record begins
 * with its first byte.
 */
final class GreetedSocket extends Socket {
  private @Nullable InputStream in;

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    InputStream there = in;
    if (there == null) {
      there = new AfterGreeting(super.getInputStream());
      in = there;
    }
    return there;
  }

  private static final class AfterGreeting extends FilterInputStream {
    private boolean begun;

    private AfterGreeting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int got = read(one, 0, 1);
      return got < 0 ? got : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (begun || length == 0) {
        return in.read(buffer, offset, length);
      }
      int first = in.read();
      if (first < 0) {
        return first;
      }
      begun = true;
      if (first == Handshake.MAGIC[0]) {
        int left = Handshake.MAGIC.length - 1 + Handshake.NONCE;
        if (in.readNBytes(left).length < left) {
          throw new EOFException("ended within the greeting");
        }
        return in.read(buffer, offset, length);
      }
      buffer[offset] = (byte) first;
      return 1;
    }
  }
}
