package dev.bricklayer.node.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is in a backup that is whole and true.
 *
 * @param content null when only the head was read, because nothing was given to open it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupSummary(BackupHead head, @Nullable Content content) {

  /**
   * @param keys how many of each kind
   * @param open how many operations had not ended
   */
  public record Content(
      BackupHeader header,
      Map<String, Integer> keys,
      List<String> volumes,
      List<Node> nodes,
      int open) {
    public Content {
      keys = java.util.Collections.unmodifiableMap(new TreeMap<>(keys));
      volumes = List.copyOf(volumes);
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * A peer of the backup.
   *
   * @param files how many of its own files are there
   * @param missing why they are not; null when they are
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Node(
      UUID peer, String name, List<String> addresses, int files, @Nullable String missing) {
    public Node {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Looks at all of it.
   *
   * @throws BackupFault when it is not whole, cannot be opened with that, or was altered
   */
  public static BackupSummary of(Path file, Opening opening) throws IOException {
    Count count = new Count();
    BackupHead head = BackupFile.read(file, opening, count);
    return new BackupSummary(head, count.content());
  }

  /** Looks whether the file is whole, and reads what anybody may. */
  public static BackupSummary outside(Path file) throws IOException {
    return new BackupSummary(BackupFile.head(file), null);
  }

  private static final class Count implements BackupVisitor {
    private @Nullable BackupHeader header;
    private final Map<String, Integer> keys = new TreeMap<>();
    private final List<String> volumes = new ArrayList<>();
    private final Map<UUID, Peer> peers = new LinkedHashMap<>();
    private final Map<UUID, Integer> files = new LinkedHashMap<>();
    private final Map<UUID, String> missing = new LinkedHashMap<>();
    private int open;

    @Override
    public void header(BackupHeader found) {
      header = found;
    }

    @Override
    public void entry(String key, byte[] value) throws IOException {
      String kind = KeyKind.kind(key);
      keys.merge(kind, 1, Integer::sum);
      switch (kind) {
        case "volumes" -> volumes.add(parsed(key, value, Volume.class).name());
        case "peers" -> {
          Peer peer = parsed(key, value, Peer.class);
          peers.put(peer.id(), peer);
        }
        case "operations" -> open += parsed(key, value, Operation.class).open() ? 1 : 0;
        default -> {
          // only counted
        }
      }
    }

    @Override
    public void node(UUID peer, @Nullable String why) {
      if (why != null) {
        missing.put(peer, why);
      }
    }

    @Override
    public void file(UUID peer, String name, byte[] content) {
      files.merge(peer, 1, Integer::sum);
    }

    private Content content() {
      return new Content(
          Objects.requireNonNull(header, "a content without header is refused"),
          keys,
          volumes,
          peers.values().stream()
              .map(
                  peer ->
                      new Node(
                          peer.id(),
                          peer.name(),
                          peer.peerAddresses(),
                          files.getOrDefault(peer.id(), 0),
                          missing.get(peer.id())))
              .toList(),
          open);
    }
  }

  /**
   * @throws BackupFault when the value is none of that type
   */
  static <T> T parsed(String key, byte[] value, Class<T> type) throws BackupFault {
    try {
      T read = Json.read(value, type);
      if (read != null) {
        return read;
      }
    } catch (RuntimeException e) {
      throw new BackupFault("the backup is damaged: " + key + " cannot be read", e);
    }
    throw new BackupFault("the backup is damaged: " + key + " is empty");
  }
}
