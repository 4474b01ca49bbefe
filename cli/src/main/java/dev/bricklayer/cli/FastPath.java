package dev.bricklayer.cli;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.GlobalFlags;
import dev.bricklayer.cli.command.Invocation;
import dev.bricklayer.cli.command.Pairs;
import dev.bricklayer.cli.operation.CancelOperation;
import dev.bricklayer.cli.operation.ListOperations;
import dev.bricklayer.cli.operation.RetryOperation;
import dev.bricklayer.cli.operation.ShowOperation;
import dev.bricklayer.cli.operation.WatchOperation;
import dev.bricklayer.cli.peer.AddPeer;
import dev.bricklayer.cli.peer.RemovePeer;
import dev.bricklayer.cli.peer.ShowPeers;
import dev.bricklayer.cli.version.VersionCommand;
import dev.bricklayer.cli.volume.CreateFlags;
import dev.bricklayer.cli.volume.CreateWords;
import dev.bricklayer.cli.volume.DeleteVolume;
import dev.bricklayer.cli.volume.ListVolumes;
import dev.bricklayer.cli.volume.ShowVolume;
import dev.bricklayer.cli.volume.StartVolume;
import dev.bricklayer.cli.volume.StopVolume;
import dev.bricklayer.cli.volume.VolumeStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads command lines that are right, without picocli, whose classes alone take longer to load than
 * the whole command. Whatever it does not know, help and mistakes among it, it leaves to the full
 * grammar; what it does know means the same in both.
 */
final class FastPath {
  private final String[] args;
  private final GlobalFlags global = new GlobalFlags();
  private final CreateFlags create = new CreateFlags();
  private final Map<String, String> own = new LinkedHashMap<>();
  private final List<String> metadata = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private int at;

  private FastPath(String[] args) {
    this.args = args;
  }

  /**
   * What the arguments say, or null to ask the full grammar.
   *
   * @throws dev.bricklayer.cli.command.CommandException if they are understood and make no sense
   */
  static @Nullable Invocation read(String[] args) {
    return new FastPath(args).read();
  }

  private @Nullable Invocation read() {
    try {
      while (at < args.length) {
        String arg = args[at++];
        if (!arg.startsWith("-")) {
          words.add(arg);
        } else if (!globalOption(arg) && !ownOption(arg)) {
          return null;
        }
      }
    } catch (NumberFormatException | IndexOutOfBoundsException wrongValue) {
      return null;
    }
    Action action = action();
    return action == null ? null : new Invocation(action, global.settings());
  }

  private boolean globalOption(String arg) {
    switch (name(arg)) {
      case "--json" -> global.json = plain(arg);
      case "--yes", "-y" -> global.yes = plain(arg);
      case "--no-wait" -> global.noWait = plain(arg);
      case "--dry-run" -> global.dryRun = plain(arg);
      case "--verbose", "-v" -> global.verbose = plain(arg);
      case "--mode" -> global.mode = value(arg);
      case "--timeout" -> global.timeout = Integer.parseInt(value(arg));
      case "--endpoints" -> global.endpoints = value(arg);
      case "--secret" -> global.secret = value(arg);
      case "--secret-file" -> global.secretFile = value(arg);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The options of one command, which by now must have been named. */
  private boolean ownOption(String arg) {
    return switch (command()) {
      case "volume create" -> createOption(arg);
      case "peer add", "peer probe" -> peerOption(arg);
      case "operation list" -> listOption(arg);
      default -> false;
    };
  }

  private boolean createOption(String arg) {
    switch (name(arg)) {
      case "--replica" -> create.replica = Integer.parseInt(value(arg));
      case "--arbiter" -> create.arbiter = Integer.parseInt(value(arg));
      case "--disperse" -> create.disperse = Integer.parseInt(value(arg));
      case "--disperse-data" -> create.disperseData = Integer.parseInt(value(arg));
      case "--redundancy" -> create.redundancy = Integer.parseInt(value(arg));
      case "--transport" -> create.transport = value(arg);
      case "--force" -> create.force = plain(arg);
      case "--create-brick-dir" -> create.createBrickDir = plain(arg);
      case "--reuse-bricks" -> create.reuseBricks = plain(arg);
      case "--allow-root-dir" -> create.allowRootDir = plain(arg);
      case "--allow-mount-as-brick" -> create.allowMountAsBrick = plain(arg);
      case "--metadata" -> create.metadata.add(value(arg));
      case "--options" -> create.options.add(value(arg));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean peerOption(String arg) {
    switch (name(arg)) {
      case "--zone" -> own.put("zone", value(arg));
      case "--metadata" -> metadata.add(value(arg));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean listOption(String arg) {
    switch (name(arg)) {
      case "--state", "--kind", "--volume", "--peer", "--initiator", "--since" ->
          own.put(name(arg).substring(2), value(arg));
      case "--limit" -> own.put("limit", Integer.toString(Integer.parseInt(value(arg))));
      default -> {
        return false;
      }
    }
    return true;
  }

  private @Nullable Action action() {
    int count = words.size();
    String first = count > 2 ? words.get(2) : "";
    String second = count > 3 ? words.get(3) : "";
    boolean forced = second.equals("force");
    boolean named = count == 3;
    boolean forceable = named || (count == 4 && forced);
    return switch (command()) {
      case "version" -> count == 1 ? new VersionCommand() : null;
      case "volume create" -> count > 2 ? CreateWords.read(words.subList(2, count), create) : null;
      case "volume start" -> forceable ? new StartVolume(first, forced) : null;
      case "volume stop" -> forceable ? new StopVolume(first, forced) : null;
      case "volume delete" -> named ? new DeleteVolume(first) : null;
      case "volume list" -> count == 2 ? new ListVolumes() : null;
      case "volume info" -> count <= 3 ? new ShowVolume(everyIfAll(first)) : null;
      case "volume status" -> count <= 3 ? new VolumeStatus(everyIfAll(first)) : null;
      case "peer add", "peer probe" -> named ? addPeer(first) : null;
      case "peer remove", "peer detach" -> forceable ? new RemovePeer(first, forced) : null;
      case "peer status" -> count == 2 ? new ShowPeers(ShowPeers.Form.STATUS) : null;
      case "peer list" -> count == 2 ? new ShowPeers(ShowPeers.Form.ADDRESSES) : null;
      case "pool list" -> count == 2 ? new ShowPeers(ShowPeers.Form.POOL) : null;
      case "operation list" -> count == 2 ? new ListOperations(own) : null;
      case "operation show" -> named ? new ShowOperation(first) : null;
      case "operation watch" -> named ? new WatchOperation(first) : null;
      case "operation cancel" -> named ? new CancelOperation(first) : null;
      case "operation retry" -> named ? new RetryOperation(first) : null;
      default -> null;
    };
  }

  private AddPeer addPeer(String host) {
    String zone = own.get("zone");
    return new AddPeer(host, zone == null ? "" : zone, Pairs.read(metadata));
  }

  private static String everyIfAll(String volume) {
    return volume.equals("all") ? "" : volume;
  }

  private String command() {
    return words.isEmpty()
        ? ""
        : words.size() == 1 ? words.get(0) : words.get(0) + " " + words.get(1);
  }

  private static String name(String arg) {
    int equals = arg.indexOf('=');
    return equals < 0 ? arg : arg.substring(0, equals);
  }

  /** True; an option without a value must not be given one. */
  private static boolean plain(String arg) {
    if (arg.indexOf('=') >= 0) {
      throw new NumberFormatException(arg);
    }
    return true;
  }

  /** After the equals sign, or the next argument. */
  private String value(String arg) {
    int equals = arg.indexOf('=');
    if (equals >= 0) {
      return arg.substring(equals + 1);
    }
    String next = args[at++];
    if (next.startsWith("-")) {
      throw new IndexOutOfBoundsException(next);
    }
    return next;
  }
}
