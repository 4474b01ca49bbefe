package dev.bricklayer.api.peer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GD2's request to add a peer; only the first address is dialled. */
record AddPeerRequest(
    @Nullable List<String> addresses,
    @Nullable String zone,
    @Nullable Map<String, String> metadata) {
  Map<String, String> metadataOrNone() {
    return metadata == null ? Map.of() : metadata;
  }
}
