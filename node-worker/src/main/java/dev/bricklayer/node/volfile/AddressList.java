package dev.bricklayer.node.volfile;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A list of addresses as bricks understand it in {@code auth.allow} and {@code auth.reject}:
 * addresses, patterns ({@code 10.1.*}) and networks ({@code 10.1.0.0/16}), separated by commas.
 * Names of hosts hold nobody here: only the brick looks them up.
 */
record AddressList(List<String> entries) {

  static AddressList of(String list) {
    return new AddressList(
        Stream.of(list.split(",")).map(String::strip).filter(entry -> !entry.isEmpty()).toList());
  }

  /** Whether an entry holds that address, given as digits. */
  boolean holds(String address) {
    return entries.stream().anyMatch(entry -> holds(entry, address));
  }

  private static boolean holds(String entry, String address) {
    if (entry.equals("*") || entry.equals(address)) {
      return true;
    }
    int slash = entry.indexOf('/');
    if (slash >= 0) {
      return inNetwork(entry.substring(0, slash), entry.substring(slash + 1), address);
    }
    return (entry.contains("*") || entry.contains("?"))
        && entry.chars().allMatch(c -> "0123456789abcdefABCDEF.:*?".indexOf(c) >= 0)
        && FileSystems.getDefault().getPathMatcher("glob:" + entry).matches(Path.of(address));
  }

  private static boolean inNetwork(String network, String length, String address) {
    if (!network.matches("[0-9.]+|[0-9a-fA-F.:]*:[0-9a-fA-F.:]*")) {
      return false; // a name: nothing is looked up
    }
    try {
      byte[] of = InetAddress.getByName(network).getAddress();
      byte[] is = InetAddress.getByName(address).getAddress();
      int bits = Integer.parseInt(length);
      if (of.length != is.length || bits < 0 || bits > 8 * of.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i % 8);
        if ((of[i / 8] & mask) != (is[i / 8] & mask)) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException | NumberFormatException e) {
      return false;
    }
  }
}
