package dev.bricklayer.node.rpc;

import dev.bricklayer.node.rpc.wire.GlusterDict;
import dev.bricklayer.node.rpc.wire.XdrReader;
import dev.bricklayer.node.rpc.wire.XdrWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Gluster Handshake: volfiles, events, the id of a volume. */
final class HandshakeProgram {
  private static final int SERVERS_WANTED = 1;
  private static final int VOLUME_ID_WANTED = 1;

  /** What XDR may carry; longer keys than {@link #MAX_KEY} get an errno. */
  private static final int MAX_TEXT = 4096;

  private static final int MAX_KEY = 254;
  private static final int MAX_DICT = 1 << 20;

  private final VolfileService volfiles;
  private final RpcClients clients;
  private final EventSink events;

  private HandshakeProgram(VolfileService volfiles, RpcClients clients, EventSink events) {
    this.volfiles = volfiles;
    this.clients = clients;
    this.events = events;
  }

  static RpcProgram of(VolfileService volfiles, RpcClients clients, EventSink events) {
    HandshakeProgram handshake = new HandshakeProgram(volfiles, clients, events);
    return new RpcProgram(
        "Gluster Handshake",
        14398633,
        2,
        Map.of(
            2, handshake::getspec,
            5, handshake::eventNotify,
            6, handshake::volumeInfo,
            7, handshake::snapshotInfo));
  }

  private void getspec(XdrReader args, XdrWriter result, RpcConnection connection) {
    int flags = args.int32();
    String sentKey = args.text(MAX_TEXT);
    GlusterDict facts = GlusterDict.decode(args.opaque(MAX_DICT));
    String key = sentKey.startsWith("/") ? sentKey.substring(1) : sentKey;
    if (key.isEmpty() || sentKey.getBytes(StandardCharsets.UTF_8).length > MAX_KEY) {
      failure(result, Errno.EINVAL);
      return;
    }
    SpecRequest request =
        new SpecRequest(
            key,
            (flags & SERVERS_WANTED) != 0,
            opVersion(facts.number("min-op-version"), 0),
            opVersion(facts.number("max-op-version"), Integer.MAX_VALUE),
            facts.text("brick_name"),
            connection.peer());
    clients.follows(connection, request); // first: a change from now on is told to it
    Spec spec = volfiles.getspec(request);
    if (spec instanceof Spec.Found found) {
      found(result, found, request.wantsServers());
    } else if (spec instanceof Spec.NotAvailable) {
      failure(result, Errno.EAGAIN);
    } else {
      clients.unfollows(connection, key);
      failure(result, spec instanceof Spec.NotFound ? Errno.ENOENT : Errno.ENOTSUP);
    }
  }

  private static void found(XdrWriter result, Spec.Found found, boolean withServers) {
    byte[] text = found.text().getBytes(StandardCharsets.UTF_8);
    Map<String, String> facts = new LinkedHashMap<>();
    found.pidfile().ifPresent(path -> facts.put("pidfile", path.toString()));
    if (withServers && !found.servers().isEmpty()) {
      facts.put("servers-list", String.join(" ", found.servers()));
    }
    result.int32(text.length).int32(0).opaque(text);
    result.opaque(facts.isEmpty() ? new byte[0] : GlusterDict.of(facts).encode());
  }

  private static void failure(XdrWriter result, int errno) {
    result.int32(-1).int32(errno).text("").opaque(new byte[0]);
  }

  private void eventNotify(XdrReader args, XdrWriter result, RpcConnection connection) {
    int operation = args.int32();
    GlusterDict facts = GlusterDict.decode(args.opaque(MAX_DICT));
    events.event(operation, facts, connection.peer());
    result.int32(0).int32(0).opaque(new byte[0]);
  }

  private void volumeInfo(XdrReader args, XdrWriter result, RpcConnection connection) {
    GlusterDict wish = GlusterDict.decode(args.opaque(MAX_DICT));
    Optional<String> volume = wish.text("volname");
    if (volume.isEmpty() || (wish.number("flags").orElse(0) & VOLUME_ID_WANTED) == 0) {
      refused(result, Errno.EINVAL, "volname and the flag for the volume's id are needed");
      return;
    }
    Optional<UUID> id = volfiles.volumeId(volume.get());
    if (id.isEmpty()) {
      refused(result, Errno.ENOENT, "Volume " + volume.get() + " does not exist");
      return;
    }
    byte[] facts = GlusterDict.of(Map.of("volume_id", id.get().toString())).encode();
    result.int32(0).int32(0).text("").opaque(facts);
  }

  private void snapshotInfo(XdrReader args, XdrWriter result, RpcConnection connection) {
    GlusterDict.decode(args.opaque(MAX_DICT));
    refused(result, Errno.ENOTSUP, "The list of snapshots is not served");
  }

  private static void refused(XdrWriter result, int errno, String why) {
    result.int32(-1).int32(errno).text(why).opaque(new byte[0]);
  }

  private static int opVersion(OptionalLong told, int otherwise) {
    long version = told.orElse(otherwise);
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, version));
  }
}
