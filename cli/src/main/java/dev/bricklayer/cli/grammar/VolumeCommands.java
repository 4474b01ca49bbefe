package dev.bricklayer.cli.grammar;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.volume.CreateFlags;
import dev.bricklayer.cli.volume.CreateWords;
import dev.bricklayer.cli.volume.DeleteVolume;
import dev.bricklayer.cli.volume.ListVolumes;
import dev.bricklayer.cli.volume.ShowVolume;
import dev.bricklayer.cli.volume.StartVolume;
import dev.bricklayer.cli.volume.StopVolume;
import dev.bricklayer.cli.volume.VolumeStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code glustercli volume}. */
@Command(
    name = "volume",
    description = "Create, start, stop, delete and look at volumes.",
    sortOptions = false)
final class VolumeCommands extends GroupCommand {

  @Command(
      name = "create",
      description = "Create a volume from bricks.",
      sortOptions = false,
      customSynopsis = {
        "glustercli volume create NAME [replica N [arbiter 1]] [disperse [N]]",
        "           [disperse-data N] [redundancy N] [transport tcp] HOST:/PATH...",
        "           [force] [OPTIONS]"
      },
      footer = {
        "",
        "HOST is a peer's address, name or id. The words and the options mean the same.",
        "",
        "Examples:",
        "  glustercli volume create v1 n1:/bricks/b1 n2:/bricks/b1",
        "  glustercli volume create v2 replica 3 n1:/bricks/b2 n2:/bricks/b2 n3:/bricks/b2",
        "  glustercli volume create v3 replica 2 arbiter 1 n1:/b/3 n2:/b/3 n3:/b/3",
        "  glustercli volume create v4 disperse 3 redundancy 1 n1:/b/4 n2:/b/4 n3:/b/4",
        "  glustercli volume create v5 --replica 3 --create-brick-dir n1:/b/5 n2:/b/5 n3:/b/5"
      })
  Action create(
      @Mixin CreateFlags flags,
      @Parameters(paramLabel = "WORD", arity = "1..*", description = "Name, layout and bricks.")
          List<String> words) {
    return CreateWords.read(words, flags);
  }

  @Command(
      name = "start",
      description = "Start a volume's bricks.",
      sortOptions = false,
      footer = {"", "Example:", "  glustercli volume start v1"})
  Action start(
      @Parameters(paramLabel = "NAME", description = "The volume.") String volume,
      @Parameters(
              paramLabel = "force",
              arity = "0..1",
              description = "Also start bricks of a volume that is started.")
          @Nullable Force force) {
    return new StartVolume(volume, force != null);
  }

  @Command(
      name = "stop",
      description = "Stop a volume's bricks; clients lose their data until it is started again.",
      sortOptions = false,
      footer = {"", "Example:", "  glustercli volume stop v1 --yes"})
  Action stop(
      @Parameters(paramLabel = "NAME", description = "The volume.") String volume,
      @Parameters(
              paramLabel = "force",
              arity = "0..1",
              description = "Stop it although something uses it.")
          @Nullable Force force) {
    return new StopVolume(volume, force != null);
  }

  @Command(
      name = "delete",
      description = "Delete a volume that is stopped. The data stays in its bricks.",
      sortOptions = false,
      footer = {"", "Example:", "  glustercli volume delete v1"})
  Action delete(@Parameters(paramLabel = "NAME", description = "The volume.") String volume) {
    return new DeleteVolume(volume);
  }

  @Command(
      name = "info",
      description = "Show volumes with their bricks and options.",
      sortOptions = false,
      footer = {"", "Examples:", "  glustercli volume info", "  glustercli volume info v1 --json"})
  Action info(
      @Parameters(
              paramLabel = "NAME",
              arity = "0..1",
              description = "The volume; 'all' or none for every volume.")
          @Nullable String volume) {
    return new ShowVolume(everyIfAll(volume));
  }

  @Command(name = "list", description = "Show the names of the volumes.", sortOptions = false)
  Action list() {
    return new ListVolumes();
  }

  @Command(
      name = "status",
      description = "Show the processes of the bricks.",
      sortOptions = false,
      footer = {"", "Examples:", "  glustercli volume status", "  glustercli volume status v1"})
  Action status(
      @Parameters(
              paramLabel = "NAME",
              arity = "0..1",
              description = "The volume; 'all' or none for every started volume.")
          @Nullable String volume) {
    return new VolumeStatus(everyIfAll(volume));
  }

  private static String everyIfAll(@Nullable String volume) {
    return volume == null || volume.equals("all") ? "" : volume;
  }
}
