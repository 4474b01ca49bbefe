package dev.bricklayer.cli.volume;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * The options of {@code volume create} in GD2's spelling. The fast way sets the fields itself; the
 * annotations serve the full grammar and are not looked at before it is needed.
 */
public final class CreateFlags {
  @Option(
      names = "--replica",
      paramLabel = "N",
      description = "Copies of each file, with the arbiter's.")
  public int replica;

  @Option(
      names = "--arbiter",
      paramLabel = "1",
      description = "The last brick of each replica set holds names and metadata only.")
  public int arbiter;

  @Option(names = "--disperse", paramLabel = "N", description = "Bricks of a disperse set.")
  public int disperse;

  @Option(
      names = "--disperse-data",
      paramLabel = "N",
      description = "Bricks of a disperse set beyond its redundancy.")
  public int disperseData;

  @Option(
      names = "--redundancy",
      paramLabel = "N",
      description = "Bricks of a disperse set that may be lost.")
  public int redundancy;

  @Option(names = "--transport", paramLabel = "TYPE", description = "tcp.")
  public String transport = "";

  @Option(names = "--force", description = "Skip all checks of the bricks but 'in use'.")
  public boolean force;

  @Option(names = "--create-brick-dir", description = "Make brick directories that are missing.")
  public boolean createBrickDir;

  @Option(
      names = "--reuse-bricks",
      description = "Take directories that were bricks of a deleted volume.")
  public boolean reuseBricks;

  @Option(names = "--allow-root-dir", description = "Take directories on the root file system.")
  public boolean allowRootDir;

  @Option(names = "--allow-mount-as-brick", description = "Take directories that are mount points.")
  public boolean allowMountAsBrick;

  @Option(
      names = "--metadata",
      paramLabel = "K=V",
      description = "Metadata of the volume; may be repeated.")
  public List<String> metadata = new ArrayList<>();

  @Option(
      names = "--options",
      paramLabel = "K=V",
      description = "Options of the volume; may be repeated.")
  public List<String> options = new ArrayList<>();
}
