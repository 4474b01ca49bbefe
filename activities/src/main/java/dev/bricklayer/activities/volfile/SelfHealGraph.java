package dev.bricklayer.activities.volfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Brick;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Which graph this node's self-heal daemon is to have, as the key by which it asks for its volfile:
 * {@code gluster/glustershd/} and a name that differs for each graph. A running daemon asks by its
 * own key for ever, and is answered while that is still the graph; so it never switches graphs, and
 * is started anew for the next one. Glusterfs 10.3 waits for itself for ever when a graph is taken
 * down while it heals (seen: its clean-up thread in the client's {@code fini}, both event threads
 * on locks of inode tables that are gone), and then heals no more.
 *
 * <p>Ports are no part of the name: a daemon takes new ones without another graph. Safe for several
 * threads.
 */
public final class SelfHealGraph {

  private static final String PREFIX = "gluster/glustershd";
  private static final int BYTES = 8;

  /** The name of one volume's part, which is made again only when the volume has changed. */
  private record Part(long revision, List<Brick> bricks, String name) {
    boolean fits(VolumeView view) {
      return revision == view.revision() && bricks.equals(view.bricks());
    }
  }

  private final UUID peer;
  private final Supplier<VolfileGenerator> generator;
  private Map<UUID, Part> parts = Map.of();

  public SelfHealGraph(UUID peer, Supplier<VolfileGenerator> generator) {
    this.peer = peer;
    this.generator = generator;
  }

  /** Whether a self-heal daemon asks by such a key. */
  public static boolean isKey(String key) {
    return key.startsWith(PREFIX + "/");
  }

  /** The key of the graph for those of these volumes that are to be healed here. */
  public synchronized String key(List<VolumeView> volumes) {
    Map<UUID, Part> next = new HashMap<>();
    String names =
        VolfileGenerator.healedHere(peer, volumes).stream()
            .map(view -> next.computeIfAbsent(view.volume().id(), id -> part(id, view)).name())
            .collect(joining(" "));
    parts = next;
    return PREFIX + "/" + name(names);
  }

  private Part part(UUID volume, VolumeView view) {
    Part known = parts.get(volume);
    if (known != null && known.fits(view)) {
      return known;
    }
    String text =
        generator
            .get()
            .selfHeal(peer, List.of(view))
            .lines()
            .filter(line -> !line.startsWith("    option remote-port "))
            .collect(joining("\n"));
    return new Part(view.revision(), view.bricks(), name(text));
  }

  private static String name(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
