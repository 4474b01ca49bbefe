package dev.bricklayer.node.rpc;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The other end of a TCP connection within this host, as the kernel tells it in {@code
 * /proc/net/tcp} of this network namespace: whose socket it is. What comes through another
 * namespace, from another host, or is closed by now has none.
 *
 * @param uid the user that opened it
 * @param inode its number, by which processes refer to it
 */
public record LocalSocket(long uid, long inode) {
  private static final Path PROC = Path.of("/proc");
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int UID = 7;
  private static final int INODE = 9;
  private static final long OWN_UID = ownUid();

  /** The socket at the other end of that connection. */
  public static Optional<LocalSocket> of(RpcPeer peer) {
    if (peer.isUnixSocket() || !peer.isThisHost() || peer.ownAddress().isEmpty()) {
      return Optional.empty();
    }
    return find(peer.address().orElseThrow(), peer.ownAddress().get());
  }

  private static Optional<LocalSocket> find(InetSocketAddress theirs, InetSocketAddress ours) {
    for (boolean mapped : new boolean[] {false, true}) {
      boolean six = mapped || !(theirs.getAddress() instanceof Inet4Address);
      String local = hex(theirs, mapped);
      String remote = hex(ours, mapped);
      try (Stream<String> lines =
          Files.lines(
              PROC.resolve("self/net/" + (six ? "tcp6" : "tcp")), StandardCharsets.US_ASCII)) {
        Optional<LocalSocket> found =
            lines
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > INODE)
                .filter(fields -> fields[LOCAL].equals(local) && fields[REMOTE].equals(remote))
                .filter(fields -> !fields[INODE].equals("0")) // closed: its user is told as 0
                .findFirst()
                .map(
                    fields ->
                        new LocalSocket(
                            Long.parseLong(fields[UID]), Long.parseLong(fields[INODE])));
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException | java.io.UncheckedIOException e) {
        continue; // a kernel without that protocol
      }
    }
    return Optional.empty();
  }

  /**
   * {@code 0100007F:5DC7}: words of four bytes in the machine's order.
   *
   * @param mapped an IPv4 address as a socket of IPv6 shows it
   */
  private static String hex(InetSocketAddress address, boolean mapped) {
    InetAddress ip = address.getAddress();
    byte[] bytes = ip.getAddress();
    ByteBuffer all = ByteBuffer.allocate(16);
    if (mapped && bytes.length == 4) {
      all.position(10);
      all.putShort((short) -1);
    }
    all.put(bytes);
    all.flip();
    StringBuilder text = new StringBuilder();
    all.order(ByteOrder.nativeOrder());
    while (all.hasRemaining()) {
      text.append(String.format(Locale.ROOT, "%08X", all.getInt()));
    }
    return text + String.format(Locale.ROOT, ":%04X", address.getPort());
  }

  /** Whether root opened it, or the user that this process runs as. */
  public boolean ofAdministrator() {
    return uid == 0 || uid == OWN_UID;
  }

  private static long ownUid() {
    try {
      return ((Number) Files.getAttribute(PROC.resolve("self"), "unix:uid")).longValue();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether that process holds it open. */
  public boolean heldBy(long pid) {
    String name = "socket:[" + inode + "]";
    try (DirectoryStream<Path> open =
        Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
      for (Path file : open) {
        if (link(file).equals(name)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false; // it ended meanwhile
    }
    return false;
  }

  private static String link(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
