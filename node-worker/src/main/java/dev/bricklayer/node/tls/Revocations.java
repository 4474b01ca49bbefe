package dev.bricklayer.node.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.json.Json;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The list of what is revoked, as the node keeps it for its next start. */
final class Revocations {
  private Revocations() {}

  private record Kept(List<Revocation> revoked) {
    private Kept {
      revoked = List.copyOf(revoked);
    }
  }

  static Map<UUID, Revocation> byPeer(Collection<Revocation> all) {
    Map<UUID, Revocation> last = new HashMap<>();
    for (Revocation each : all) {
      last.merge(each.peer(), each, (one, other) -> one.at().isAfter(other.at()) ? one : other);
    }
    return Map.copyOf(last);
  }

  static Map<UUID, Revocation> read(TlsFolder files) {
    return files
        .read(files.revoked())
        .map(text -> byPeer(Json.read(text.getBytes(UTF_8), Kept.class).revoked()))
        .orElse(Map.of());
  }

  static void write(TlsFolder files, Collection<Revocation> all) {
    files.write(
        files.revoked(),
        new String(Json.write(new Kept(List.copyOf(byPeer(all).values()))), UTF_8));
  }
}
