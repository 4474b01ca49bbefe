package dev.bricklayer.node.volfile;

import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Volume;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Which clients can mount a volume. A client tells the range of op-versions that it understands; a
 * volume needs the highest op-version of the options that are set on it.
 */
public final class OpVersions {
  /** glusterfs 3.0; every client understands it. */
  private static final int OLDEST = 1;

  /** Clients before 5.0 have no {@code features/utime}. */
  private static final int WITH_UTIME = 50_000;

  private final Supplier<XlatorTables> tables;

  public OpVersions(Supplier<XlatorTables> tables) {
    this.tables = tables;
  }

  boolean fits(VolumeView volume, int min, int max) {
    int needed = needed(volume.volume());
    return needed <= max && (needed == OLDEST || needed >= min);
  }

  private int needed(Volume volume) {
    int needed = OLDEST;
    for (String key : volume.options().keySet()) {
      needed = Math.max(needed, opVersion(key));
    }
    return needed;
  }

  /**
   * Of a normalised key, {@code [graph.]category/xlator.option}; of an xlator's own switch none.
   */
  private int opVersion(String key) {
    String xlatorAndOption = key.substring(key.indexOf('/') + 1);
    int dot = xlatorAndOption.indexOf('.');
    if (dot < 0) {
      return OLDEST;
    }
    String name = xlatorAndOption.substring(dot + 1);
    return tables.get().find(xlatorAndOption.substring(0, dot)).stream()
        .flatMap(xlator -> xlator.options().stream())
        .filter(option -> option.names().contains(name))
        .flatMap(option -> option.opVersions().stream().limit(1))
        .findFirst()
        .orElse(OLDEST);
  }

  /** The volume as an old client can mount it: without xlators that it does not have. */
  VolumeView reduced(VolumeView view, int max) {
    if (max >= WITH_UTIME) {
      return view;
    }
    Map<String, String> options = new TreeMap<>(view.volume().options());
    options.put("client.features/utime", "off");
    return new VolumeView(view.volume().withOptions(options), view.bricks(), view.revision());
  }
}
