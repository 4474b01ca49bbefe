package dev.bricklayer.activities.volfile;

import dev.bricklayer.activities.xlator.OptionValue;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.config.volume.VolumeState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Volfiles of bricks, clients and the self-heal daemon. The same input gives the same bytes,
 * because processes compare volfiles to decide whether to switch graphs.
 *
 * <p>An option's value is, the later the stronger: a default of the xlator that holds a variable,
 * the template's, the volume's for the xlator ({@code cluster/replicate.eager-lock}), the
 * template's fixed one, the volume's for the xlator in this graph ({@code
 * glustershd.cluster/replicate.eager-lock}). Plain defaults are not written; the xlator knows them.
 */
public final class VolfileGenerator {

  private final XlatorTables tables;
  private final GraphTemplates templates;
  private final Function<Brick, OptionalInt> knownPort;
  private final ToIntFunction<Brick> sharing;

  /** A generator of volfiles whose clients ask the bricks' nodes for ports. */
  public VolfileGenerator(XlatorTables tables) {
    this(tables, GraphTemplates.builtIn(), brick -> OptionalInt.empty());
  }

  /**
   * A generator with templates of one's own.
   *
   * @param knownPort the port to write for a brick; empty to let clients ask port 24007 of the
   *     brick's host, which they do for want of a number
   */
  public VolfileGenerator(
      XlatorTables tables, GraphTemplates templates, Function<Brick, OptionalInt> knownPort) {
    this(tables, templates, knownPort, brick -> 1);
  }

  /**
   * A generator that knows the nodes' file systems too.
   *
   * @param sharing how many bricks of the brick's volume are on its file system, itself included;
   *     each then reports its share of the space, so that it is not counted twice
   */
  public VolfileGenerator(
      XlatorTables tables,
      GraphTemplates templates,
      Function<Brick, OptionalInt> knownPort,
      ToIntFunction<Brick> sharing) {
    this.tables = tables;
    this.templates = templates;
    this.knownPort = knownPort;
    this.sharing = sharing;
  }

  /** The volfile of a brick's process. */
  public String brick(VolumeView view, Brick brick) {
    return builder("brick").brick(view, brick, sharing.applyAsInt(brick));
  }

  /**
   * The volfile of a client.
   *
   * @param trusted whether it carries the volume's credentials, for clients on the nodes themselves
   */
  public String client(VolumeView view, boolean trusted) {
    return builder("client").client(List.of(view), trusted, subvol -> true);
  }

  /** The volfile of the process that moves a volume's files to where they belong. */
  public String rebalance(VolumeView view) {
    return builder("rebalance").client(List.of(view), true, subvol -> true);
  }

  /**
   * The volfile of a node's self-heal daemon: all started volumes that want healing and have a
   * brick on the node; empty when there is none, and the daemon has nothing to do.
   */
  public String selfHeal(UUID peer, List<VolumeView> volumes) {
    List<VolumeView> healed = healedHere(peer, volumes);
    if (healed.isEmpty()) {
      return "";
    }
    return builder("glustershd")
        .client(healed, true, subvol -> subvol.type() != SubvolType.DISTRIBUTE);
  }

  /** Whether {@link #selfHeal} would not be empty; without making it. */
  public static boolean selfHealWanted(UUID peer, List<VolumeView> volumes) {
    return volumes.stream().anyMatch(view -> healedHere(peer, view));
  }

  /** Those of the volumes that the peer's self-heal daemon looks after, by name. */
  public static List<VolumeView> healedHere(UUID peer, List<VolumeView> volumes) {
    return volumes.stream()
        .filter(view -> healedHere(peer, view))
        .sorted(Comparator.comparing(view -> view.volume().name()))
        .toList();
  }

  private static boolean healedHere(UUID peer, VolumeView view) {
    return view.volume().state() == VolumeState.STARTED
        && heals(view)
        && view.bricks().stream().anyMatch(brick -> brick.peerId().equals(peer));
  }

  /** Whether self-heal daemons are to look after this volume: it can be healed, and has it on. */
  public boolean selfHealWanted(VolumeView view) {
    return heals(view);
  }

  private static boolean heals(VolumeView view) {
    return view.volume().subvols().stream()
        .anyMatch(subvol -> heals(subvol.type(), view.volume().options()));
  }

  private static boolean heals(SubvolType type, Map<String, String> options) {
    if (type == SubvolType.DISTRIBUTE) {
      return false;
    }
    String key = "cluster/" + type.word() + ".self-heal-daemon";
    String value = options.getOrDefault("glustershd." + key, options.getOrDefault(key, "on"));
    return OptionValue.isOn(value);
  }

  private GraphBuilder builder(String graph) {
    return new GraphBuilder(graph, templates.graph(graph), tables, knownPort);
  }
}
