package dev.bricklayer.config.volume;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A volume without its bricks, which have keys of their own.
 *
 * @param options normalised keys {@code [graph.]category/xlator.option}
 * @param metadata the user's and, with a leading {@code _}, our own
 * @param capacity bytes, 0 unless the volume was made from a size
 */
public record Volume(
    UUID id,
    String name,
    VolumeState state,
    String transport,
    List<Subvol> subvols,
    Map<String, String> options,
    Map<String, String> metadata,
    VolumeAuth auth,
    long capacity) {

  public Volume {
    subvols = List.copyOf(subvols);
    options = java.util.Collections.unmodifiableMap(new TreeMap<>(options));
    metadata = java.util.Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  public VolumeType type() {
    return VolumeType.of(subvols.get(0).type(), subvols.size());
  }

  public Volume withState(VolumeState newState) {
    return new Volume(id, name, newState, transport, subvols, options, metadata, auth, capacity);
  }

  public Volume withOptions(Map<String, String> newOptions) {
    return new Volume(id, name, state, transport, subvols, newOptions, metadata, auth, capacity);
  }
}
