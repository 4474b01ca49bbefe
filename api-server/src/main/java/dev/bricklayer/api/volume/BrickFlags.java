package dev.bricklayer.api.volume;

import dev.bricklayer.workflows.volume.BrickChecks;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** GD2's brick flags. */
final class BrickFlags {
  private static final Set<String> KNOWN =
      new TreeSet<>(
          Set.of("reuse-bricks", "allow-root-dir", "allow-mount-as-brick", "create-brick-dir"));

  private BrickFlags() {}

  static BrickChecks checks(boolean force, Map<String, Boolean> flags) {
    for (String flag : flags.keySet()) {
      if (!KNOWN.contains(flag)) {
        throw VolumeDrafts.invalid(
            "unknown flag '" + flag + "'; known are " + String.join(", ", KNOWN), Map.of());
      }
    }
    return force
        ? BrickChecks.FORCED
        : new BrickChecks(
            set(flags, "reuse-bricks"),
            set(flags, "allow-root-dir"),
            set(flags, "allow-mount-as-brick"),
            set(flags, "create-brick-dir"));
  }

  private static boolean set(Map<String, Boolean> flags, String flag) {
    return Boolean.TRUE.equals(flags.get(flag));
  }
}
