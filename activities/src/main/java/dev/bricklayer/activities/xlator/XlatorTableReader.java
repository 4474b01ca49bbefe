package dev.bricklayer.activities.xlator;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.bricklayer.config.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program of the short-lived child process that loads xlator libraries, so that a bad one takes
 * down this child and not the node. Reads paths of libraries from standard input, one a line, and
 * writes one {@link Table} as JSON per line: after a crash the first path without a line is the one
 * to blame. Transports, which have no identifier that would tell their layout, come last.
 */
public final class XlatorTableReader {

  /** What the child writes first, to tell a crash of the JVM from one that never ran. */
  static final String READY = "ready";

  /** Grows when what is read or how it is written changes, so that cached tables are read anew. */
  static final int VERSION = 1;

  private StructLayout layout = StructLayout.UP_TO_10;

  private XlatorTableReader() {}

  /**
   * What one library holds.
   *
   * @param identifier the name that the xlator gives itself, null for a library that is no xlator
   * @param problem why it could not be read, null when it could
   */
  record Table(
      String file,
      @Nullable String identifier,
      List<XlatorOption> options,
      @Nullable String problem) {}

  /** See the class comment. */
  public static void main(String[] arguments) throws IOException {
    XlatorTableReader reader = new XlatorTableReader();
    BufferedReader files =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    out.println(READY);
    out.flush();
    for (String file = files.readLine(); file != null; file = files.readLine()) {
      out.println(new String(Json.write(reader.read(file)), StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private Table read(String file) {
    NativeLibrary library;
    try {
      library = NativeLibrary.getInstance(file);
    } catch (UnsatisfiedLinkError e) {
      return new Table(file, null, List.of(), "cannot be loaded: " + reason(e));
    }
    try {
      return copy(file, library);
    } finally {
      // a collected library is unmapped, and its tables with it
      Reference.reachabilityFence(library);
    }
  }

  /** JNA's second line is the loader's own; after it comes the whole class path. */
  private static String reason(UnsatisfiedLinkError e) {
    return String.valueOf(e.getMessage()).lines().skip(1).findFirst().orElse("unknown reason");
  }

  private Table copy(String file, NativeLibrary library) {
    Pointer api = symbol(library, "xlator_api");
    if (api == null) {
      Pointer table = symbol(library, "options");
      return new Table(file, null, table == null ? List.of() : layout.read(table), null);
    }
    StructLayout fitting = StructLayout.of(api);
    if (fitting == null) {
      return new Table(file, null, List.of(), "has an xlator_api of an unknown layout");
    }
    layout = fitting;
    Pointer table = layout.options(api);
    return new Table(
        file, layout.identifier(api), table == null ? List.of() : layout.read(table), null);
  }

  private static @Nullable Pointer symbol(NativeLibrary library, String name) {
    try {
      return library.getGlobalVariableAddress(name);
    } catch (UnsatisfiedLinkError e) {
      return null;
    }
  }
}
