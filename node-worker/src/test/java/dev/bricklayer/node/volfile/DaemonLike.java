package dev.bricklayer.node.volfile;

import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A process that looks like a brick's: it has the lock on the pid file of its arguments and a
 * connection to a port. It ends with its standard input.
 */
final class DaemonLike {
  private DaemonLike() {}

  /**
   * @param args {@code --volfile-id KEY -p FILE PORT}
   */
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    Path pidFile = Path.of(words.get(words.indexOf("-p") + 1));
    int port = Integer.parseInt(words.get(words.size() - 1));
    try (FileChannel file =
            FileChannel.open(pidFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Socket socket = new Socket("127.0.0.1", port)) {
      file.lock();
      System.out.println("connected " + socket.isConnected());
      while (System.in.read() >= 0) {
        continue;
      }
    }
  }
}
