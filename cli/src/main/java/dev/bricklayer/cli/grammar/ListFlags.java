package dev.bricklayer.cli.grammar;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What {@code operation list} can be narrowed to. */
final class ListFlags {
  private final Map<String, String> filters = new LinkedHashMap<>();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "open or ended, or how it ended: succeeded, failed, rolled_back, cancelled.")
  void state(String value) {
    filters.put("state", value);
  }

  @Option(names = "--kind", paramLabel = "KIND", description = "Such as CreateVolume or AddPeer.")
  void kind(String value) {
    filters.put("kind", value);
  }

  @Option(names = "--volume", paramLabel = "NAME", description = "Of this volume.")
  void volume(String value) {
    filters.put("volume", value);
  }

  @Option(
      names = "--peer",
      paramLabel = "PEER",
      description = "Of this peer: its address, name or id.")
  void peer(String value) {
    filters.put("peer", value);
  }

  @Option(names = "--initiator", paramLabel = "NAME", description = "Asked for by this user.")
  void initiator(String value) {
    filters.put("initiator", value);
  }

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "After a timestamp, or in the last 90s, 10m, 2h, 7d.")
  void since(String value) {
    filters.put("since", value);
  }

  @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
  void limit(int value) {
    filters.put("limit", Integer.toString(value));
  }

  Map<String, String> filters() {
    return filters;
  }
}
