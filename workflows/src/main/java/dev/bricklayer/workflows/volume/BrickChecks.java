package dev.bricklayer.workflows.volume;

/**
 * Which checks of new bricks are relaxed; GD2's four brick flags, all of them set by {@code force}.
 *
 * @param reuse a path that carries marks of an earlier volume is taken ({@code reuse-bricks})
 * @param allowRootDir a path on the root file system is taken ({@code allow-root-dir})
 * @param allowMountPoint a path that is itself a mount point is taken ({@code
 *     allow-mount-as-brick})
 * @param createDir a missing path is made, with its parents ({@code create-brick-dir})
 */
public record BrickChecks(
    boolean reuse, boolean allowRootDir, boolean allowMountPoint, boolean createDir) {
  public static final BrickChecks STRICT = new BrickChecks(false, false, false, false);
  public static final BrickChecks FORCED = new BrickChecks(true, true, true, true);
}
