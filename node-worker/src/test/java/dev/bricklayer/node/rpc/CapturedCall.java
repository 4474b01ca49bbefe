package dev.bricklayer.node.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A call that a glusterfs 10.3 process made. */
public record CapturedCall(String name, int program, int version, int procedure, byte[] args) {

  public static List<CapturedCall> all() {
    try (InputStream in = CapturedCall.class.getResourceAsStream("captured-calls.txt")) {
      String text =
          new String(
              Objects.requireNonNull(in, "captured-calls.txt is missing").readAllBytes(),
              StandardCharsets.US_ASCII);
      return text.lines().filter(line -> !line.startsWith("#")).map(CapturedCall::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CapturedCall parse(String line) {
    String[] part = line.split(" ");
    return new CapturedCall(
        part[0],
        Integer.parseInt(part[1]),
        Integer.parseInt(part[2]),
        Integer.parseInt(part[3]),
        Calls.hex(part[4].equals("-") ? "" : part[4]));
  }

  /** The whole record. */
  public byte[] record(int xid) {
    return Calls.call(xid, program, version, procedure, args);
  }

  @Override
  public String toString() {
    return name;
  }
}
