package dev.bricklayer.activities.filesystem;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Counts the effects on a file system and lets one of them go wrong. */
public final class FaultyFileSystem implements NodeFileSystem {

  /** How an effect goes wrong. */
  public enum Fault {
    /** It fails and nothing happened. */
    FAIL_BEFORE,
    /** It happened, and yet fails. */
    FAIL_AFTER,
    /** The process dies before it. */
    DIE_BEFORE,
    /** The process dies after it. */
    DIE_AFTER
  }

  /** The death of the process: nothing has an effect after it. */
  public static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  private interface Effect {
    void happen() throws IOException;
  }

  private final NodeFileSystem real;

  /** The effects so far, for messages. */
  public final List<String> effects = new ArrayList<>();

  private int faultyEffect = Integer.MAX_VALUE;
  private Fault fault = Fault.FAIL_BEFORE;
  private boolean dead;

  public FaultyFileSystem(NodeFileSystem real) {
    this.real = real;
  }

  /** The effect with that number, counted from 0 over the object's life, goes wrong. */
  public void plant(int effect, Fault how) {
    faultyEffect = effect;
    fault = how;
  }

  private synchronized void effect(String what, Path path, Effect effect) throws IOException {
    if (dead) {
      throw new Death();
    }
    effects.add(what + " " + path.getFileName());
    boolean faulty = effects.size() - 1 == faultyEffect;
    if (!faulty || fault == Fault.FAIL_AFTER || fault == Fault.DIE_AFTER) {
      effect.happen();
    }
    if (faulty) {
      dead = fault == Fault.DIE_BEFORE || fault == Fault.DIE_AFTER;
      if (dead) {
        throw new Death();
      }
      throw new FileSystemException(path.toString(), null, "planted at " + what);
    }
  }

  @Override
  public Optional<byte[]> xattr(Path path, String name) throws IOException {
    return real.xattr(path, name);
  }

  @Override
  public List<String> xattrs(Path path) throws IOException {
    return real.xattrs(path);
  }

  @Override
  public void setXattr(Path path, String name, byte[] value) throws IOException {
    effect("setXattr " + name, path, () -> real.setXattr(path, name, value));
  }

  @Override
  public void removeXattr(Path path, String name) throws IOException {
    effect("removeXattr " + name, path, () -> real.removeXattr(path, name));
  }

  @Override
  public List<Mount> mounts() throws IOException {
    return real.mounts();
  }

  @Override
  public Mount mount(Path path) throws IOException {
    return real.mount(path);
  }

  @Override
  public Space space(Path path) throws IOException {
    return real.space(path);
  }

  @Override
  public OptionalLong lockHolder(Path file) throws IOException {
    return real.lockHolder(file);
  }

  @Override
  public void makeFolder(Path folder, String mode) throws IOException {
    effect("makeFolder", folder, () -> real.makeFolder(folder, mode));
  }

  @Override
  public void delete(Path path) throws IOException {
    effect("delete", path, () -> real.delete(path));
  }

  @Override
  public void replace(Path file, byte[] content) throws IOException {
    effect("replace", file, () -> real.replace(file, content));
  }

  @Override
  public void sync(Path path) throws IOException {
    effect("sync", path, () -> real.sync(path));
  }
}
