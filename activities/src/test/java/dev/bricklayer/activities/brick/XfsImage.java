package dev.bricklayer.activities.brick;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An XFS file system in a file, mounted; needs root, losetup and xfsprogs. */
public final class XfsImage implements AutoCloseable {

  private final Path image;

  /** Where it is mounted. */
  public final Path point;

  public XfsImage(Path folder) throws IOException, InterruptedException {
    image = folder.resolve("xfs.img");
    point = Files.createDirectories(folder.resolve("mnt"));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(300L << 20);
    }
    run("mkfs.xfs", "-q", "-f", image.toString());
    run("mount", "-o", "loop", image.toString(), point.toString());
  }

  public void remountReadOnly() throws IOException, InterruptedException {
    run("mount", "-o", "remount,ro", point.toString());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("umount", point.toString());
    Files.deleteIfExists(image);
  }

  /** Runs a program to its end; fails with what it printed. */
  public static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  /** Every file below the folder with its mode and extended attributes, for comparisons. */
  public static List<String> listing(Path folder) throws IOException, InterruptedException {
    List<String> lines =
        new ArrayList<>(
            run("find", folder.toString(), "-printf", "%P %M %u %g %l\n")
                .lines()
                .sorted()
                .toList());
    lines.addAll(
        run("getfattr", "-R", "-d", "-m", ".", "-e", "hex", "--absolute-names", folder.toString())
            .lines()
            .toList());
    return lines;
  }
}
