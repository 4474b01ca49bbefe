package dev.bricklayer.activities.brick;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Just enough of a volfile server for glusterfsd: GETSPEC from a map, SIGNIN and SIGNOUT noted, all
 * else answered with zeros.
 */
public final class VolfileResponder implements AutoCloseable {

  private static final int HANDSHAKE = 14398633;
  private static final int PORTMAP = 34123456;

  private final ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());

  /** Volfiles by key; a missing one is answered with an error. */
  public final Map<String, String> volfiles = new ConcurrentHashMap<>();

  /** Ports of signed-in bricks by path. */
  public final Map<String, Integer> ports = new ConcurrentHashMap<>();

  /** How often each volfile was asked for. */
  public final Map<String, Integer> asked = new ConcurrentHashMap<>();

  /** What SIGNIN answers: 0, or -1 to refuse. */
  public volatile int signInResult;

  /** The pid file that answers to GETSPEC name, if any. */
  public volatile String pidFile = "";

  /** Whether GETSPEC is never answered. */
  public volatile boolean mute;

  public VolfileResponder() throws IOException {
    daemon(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        daemon(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        DataInputStream in = new DataInputStream(socket.getInputStream())) {
      while (true) {
        byte[] record = new byte[in.readInt() & 0x7fffffff];
        in.readFully(record);
        byte[] reply = reply(ByteBuffer.wrap(record));
        if (reply.length > 0) {
          socket.getOutputStream().write(reply);
        }
      }
    } catch (EOFException e) {
      // the client went away
    } catch (IOException e) {
      if (!server.isClosed() && !String.valueOf(e.getMessage()).contains("reset")) {
        throw new IllegalStateException(e);
      }
    }
  }

  private byte[] reply(ByteBuffer call) {
    int xid = call.getInt();
    call.position(12);
    int program = call.getInt();
    call.getInt();
    int procedure = call.getInt();
    call.getInt();
    opaque(call);
    call.getInt();
    opaque(call);
    ByteBuffer reply = ByteBuffer.allocate(1 << 18);
    reply.position(4);
    for (int word : new int[] {xid, 1, 0, 0, 0, 0}) {
      reply.putInt(word);
    }
    if (program == HANDSHAKE && procedure == 2) {
      if (mute) {
        return new byte[0];
      }
      call.getInt();
      getSpec(new String(opaque(call), StandardCharsets.UTF_8), reply);
    } else if (program == PORTMAP && procedure == 4) {
      ports.put(new String(opaque(call), StandardCharsets.UTF_8), call.getInt());
      reply.putInt(signInResult).putInt(0);
    } else if (program == PORTMAP && procedure == 5) {
      ports.remove(new String(opaque(call), StandardCharsets.UTF_8));
      reply.putInt(0).putInt(0);
    } else {
      reply.putInt(0).putInt(0).putInt(0);
    }
    reply.putInt(0, 0x80000000 | (reply.position() - 4));
    byte[] bytes = new byte[reply.position()];
    reply.flip().get(bytes);
    return bytes;
  }

  private void getSpec(String key, ByteBuffer reply) {
    String volfile = volfiles.get(key.startsWith("/") ? key.substring(1) : key);
    asked.merge(key, 1, Integer::sum);
    byte[] spec = (volfile == null ? "" : volfile).getBytes(StandardCharsets.UTF_8);
    reply.putInt(volfile == null ? -1 : spec.length).putInt(volfile == null ? 2 : 0);
    reply.putInt(spec.length).put(spec).position((reply.position() + 3) & ~3);
    if (pidFile.isEmpty()) {
      reply.putInt(0);
      return;
    }
    byte[] name = pidFile.getBytes(StandardCharsets.UTF_8);
    reply.putInt(4 + 8 + 8 + name.length + 1); // a dictionary: pidfile = its name
    reply.putInt(1).putInt(7).putInt(name.length + 1);
    reply.put("pidfile\0".getBytes(StandardCharsets.UTF_8)).put(name).put((byte) 0);
    reply.position((reply.position() + 3) & ~3);
  }

  private static byte[] opaque(ByteBuffer from) {
    byte[] bytes = new byte[from.getInt()];
    from.get(bytes).position((from.position() + 3) & ~3);
    return bytes;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "volfiles");
    thread.setDaemon(true);
    thread.start();
  }
}
