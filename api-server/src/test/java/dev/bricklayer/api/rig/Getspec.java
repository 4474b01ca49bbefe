package dev.bricklayer.api.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;

/** Asks a node's gluster port for a volfile, as any program can. */
public final class Getspec {
  private static final int HANDSHAKE = 14398633;

  private Getspec() {}

  /** The record that is sent: GETSPEC of that key without any facts. */
  public static byte[] request(String key) {
    byte[] name = key.getBytes(UTF_8);
    int padded = (name.length + 3) / 4 * 4;
    ByteBuffer call = ByteBuffer.allocate(4 + 6 * 4 + 4 * 4 + 4 + 4 + padded + 4 + 4);
    call.putInt(0x80000000 | (call.capacity() - 4));
    call.putInt(1).putInt(0).putInt(2).putInt(HANDSHAKE).putInt(2).putInt(2);
    call.putInt(0).putInt(0).putInt(0).putInt(0); // credentials and verifier: none
    call.putInt(0).putInt(name.length).put(name).position(4 + 6 * 4 + 4 * 4 + 8 + padded);
    call.putInt(4).putInt(0); // an empty dict
    return call.array();
  }

  /** The volfile in an answer without its record mark; empty when it was refused. */
  public static String volfile(byte[] answer) {
    ByteBuffer body = ByteBuffer.wrap(answer);
    body.position(6 * 4);
    int result = body.getInt();
    body.getInt(); // errno
    byte[] text = new byte[body.getInt()];
    body.get(text);
    return result < 0 ? "" : new String(text, UTF_8);
  }

  /** The same of hexadecimal digits. */
  public static String volfile(String hex) {
    return volfile(HexFormat.of().parseHex(hex));
  }

  /** Asks at a TCP port or a unix socket. */
  public static String ask(SocketAddress where, String key) throws IOException {
    try (SocketChannel channel = SocketChannel.open(where)) {
      channel.write(ByteBuffer.wrap(request(key)));
      DataInputStream answers = new DataInputStream(Channels.newInputStream(channel));
      byte[] answer = new byte[answers.readInt() & Integer.MAX_VALUE];
      answers.readFully(answer);
      return volfile(answer);
    }
  }
}
