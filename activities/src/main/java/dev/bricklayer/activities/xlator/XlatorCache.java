package dev.bricklayer.activities.xlator;

import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.config.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables as they were read last, with the identity of the libraries they came from: path, size
 * and time of change of each, and the reader's version.
 */
final class XlatorCache {

  private static final Logger LOG = LoggerFactory.getLogger(XlatorCache.class);

  private final Path file;

  XlatorCache(Path folder) {
    this.file = folder.resolve("xlators.json");
  }

  private record Cached(String identity, List<Xlator> xlators) {}

  /** The cached tables if they are of exactly these files, else what the reader reads. */
  List<Xlator> get(List<Path> libraries, Supplier<List<Xlator>> reader) {
    String identity = identity(libraries);
    try {
      Cached cached = Json.read(Files.readAllBytes(file), Cached.class);
      if (identity.equals(cached.identity())) {
        return cached.xlators();
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("no cached tables in {}", file);
    }
    List<Xlator> fresh = reader.get();
    save(new Cached(identity, fresh));
    return fresh;
  }

  private void save(Cached cached) {
    try {
      StableStorage.replace(file, Json.write(cached));
    } catch (IOException e) {
      LOG.warn("option tables cannot be kept in {}: {}", file, e.toString());
    }
  }

  private static String identity(List<Path> libraries) {
    StringBuilder all = new StringBuilder("reader ").append(XlatorTableReader.VERSION);
    try {
      for (Path library : libraries) {
        BasicFileAttributes is = Files.readAttributes(library, BasicFileAttributes.class);
        all.append('\n').append(library).append(' ').append(is.size());
        all.append(' ').append(is.lastModifiedTime().toMillis());
      }
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(all.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
