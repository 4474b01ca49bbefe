package dev.bricklayer.cli.operation;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/**
 * A key that no other request has, so that a request which the network doubles is done once. Read
 * from the kernel: {@link UUID#randomUUID()} first starts the platform's SecureRandom.
 */
final class IdempotencyKey {
  private IdempotencyKey() {}

  static String random() {
    try (InputStream random = new FileInputStream("/dev/urandom")) {
      byte[] bytes = random.readNBytes(16);
      return new UUID(bits(bytes, 0), bits(bytes, 8)).toString();
    } catch (IOException noDevice) {
      return UUID.randomUUID().toString();
    }
  }

  private static long bits(byte[] bytes, int from) {
    long bits = 0;
    for (int i = from; i < from + 8; i++) {
      bits = bits << 8 | (bytes[i] & 0xff);
    }
    return bits;
  }
}
