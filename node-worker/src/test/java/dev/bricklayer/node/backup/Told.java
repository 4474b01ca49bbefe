package dev.bricklayer.node.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes down what a backup says. */
final class Told implements BackupVisitor {
  final List<String> lines = new ArrayList<>();

  @Override
  public void header(BackupHeader header) {
    lines.add("header " + header.cluster() + " " + header.generation());
  }

  @Override
  public void secret(String secret) {
    lines.add("secret " + secret);
  }

  @Override
  public void entry(String key, byte[] value) {
    lines.add(key + "=" + new String(value, UTF_8));
  }

  @Override
  public void node(UUID peer, @Nullable String missing) {
    lines.add("node " + peer + " " + missing);
  }

  @Override
  public void file(UUID peer, String name, byte[] content) {
    lines.add(peer + ":" + name + "=" + new String(content, UTF_8));
  }
}
