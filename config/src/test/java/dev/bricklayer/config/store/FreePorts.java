package dev.bricklayer.config.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody listens on, for servers of tests. They lie below those that Linux gives to
 * whoever asks for any: there, a connection could take one before its server listens. A port stays
 * this JVM's to its end, also while its server is down: other test runs see that by a lock.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int END = 32_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
  private static final Path LOCKS =
      Path.of(System.getProperty("java.io.tmpdir"), "bricklayer-test-ports");

  /** Never closed: the locks end with the JVM. */
  private static final List<FileChannel> HELD = new CopyOnWriteArrayList<>();

  private FreePorts() {}

  /** Another one each time. */
  public static int next() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (GIVEN.add(port) && isOurs(port) && isFree(port)) {
        return port;
      }
    }
  }

  private static boolean isOurs(int port) {
    try {
      Files.createDirectories(LOCKS);
      FileChannel file =
          FileChannel.open(
              LOCKS.resolve(Integer.toString(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (file.tryLock() == null) {
        file.close();
        return false;
      }
      HELD.add(file);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell others which ports are taken", e);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
