package dev.bricklayer.activities.volfile;

import dev.bricklayer.activities.xlator.OptionGroups;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.SubvolType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The volumes whose volfiles are stored in the folder of that name. */
record GoldenVolumes(String name, VolumeView view) {

  static final Path FOLDER = Path.of("src/test/resources/golden");

  /** One option of each kind and each level of precedence. */
  static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("cluster/replicate.data-self-heal", "off"),
          Map.entry("cluster/replicate.granular-entry-heal", "off"),
          Map.entry("cluster/replicate.metadata-self-heal", "off"),
          Map.entry("glustershd.cluster/replicate.metadata-self-heal", "off"),
          Map.entry("cluster/replicate.eager-lock", "off"),
          Map.entry("client.cluster/replicate.eager-lock", "on"),
          Map.entry("client.performance/io-threads", "on"),
          Map.entry("performance/io-threads.thread-count", "32"),
          Map.entry("performance/quick-read", "off"),
          Map.entry("features/changelog", "on"),
          Map.entry("features/read-only", "on"),
          Map.entry("features/shard", "on"),
          Map.entry("features/shard.shard-block-size", "64MB"),
          Map.entry("features/utime.noatime", "off"),
          Map.entry("protocol/server.auth.allow", "10.77.0.*"),
          Map.entry("protocol/client.transport.socket.ssl-enabled", "on"),
          Map.entry("debug/io-stats.client-log-level", "DEBUG"),
          Map.entry("debug/io-stats.brick-log-level", "WARNING"));

  static List<GoldenVolumes> all() {
    return List.of(
        new GoldenVolumes("distribute-1", Volumes.distribute(1)),
        new GoldenVolumes("distribute-3", Volumes.distribute(3)),
        new GoldenVolumes("replica-2", Volumes.replicate(1, 2, 0)),
        new GoldenVolumes("replica-3", Volumes.replicate(1, 3, 0)),
        new GoldenVolumes("arbiter", Volumes.replicate(1, 2, 1)),
        new GoldenVolumes("distributed-replicate", Volumes.replicate(2, 3, 0)),
        new GoldenVolumes("disperse", Volumes.disperse(1, 2, 1)),
        new GoldenVolumes("distributed-disperse", Volumes.disperse(2, 2, 1)),
        new GoldenVolumes(
            "default-profile",
            Volumes.withOptions(
                Volumes.replicate(1, 3, 0), OptionGroups.builtIn().defaults(SubvolType.REPLICATE))),
        new GoldenVolumes("options", Volumes.withOptions(Volumes.replicate(1, 3, 0), OPTIONS)));
  }

  /** Each volfile of this volume by the name of the file that it is stored in. */
  Map<String, String> texts(XlatorTables tables) {
    VolfileGenerator generator = new VolfileGenerator(tables);
    VolfileGenerator knowing =
        new VolfileGenerator(
            tables,
            GraphTemplates.builtIn(),
            brick -> OptionalInt.of(49152 + brick.index()),
            brick -> 2);
    Map<String, String> texts = new TreeMap<>();
    texts.put("brick-first", generator.brick(view, view.bricks().get(0)));
    texts.put("brick-last", knowing.brick(view, view.bricks().get(view.bricks().size() - 1)));
    texts.put("client", knowing.client(view, false));
    texts.put("client-trusted", generator.client(view, true));
    texts.put("rebalance", generator.rebalance(view));
    texts.put("glustershd", generator.selfHeal(Volumes.PEERS.get(0), List.of(view)));
    Map<String, String> files = new TreeMap<>();
    texts.forEach((graph, text) -> files.put(name + "/" + graph + ".vol", text));
    return files;
  }
}
