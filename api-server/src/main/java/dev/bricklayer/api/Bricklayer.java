package dev.bricklayer.api;

import dev.bricklayer.api.node.NodeApplication;
import java.util.List;
import java.util.Locale;

/** The node process: {@code serve}, {@code check} or {@code version}. */
public final class Bricklayer {
  private static final String USAGE =
      """
      usage: bricklayer serve CONFIG.yml    run a node in the foreground
             bricklayer check CONFIG.yml    read the configuration and say what is wrong with it
             bricklayer version             print the version
      """;

  private Bricklayer() {}

  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    List<String> words = List.of(args);
    if (words.size() == 2 && words.get(0).equals("serve")) {
      new NodeApplication().run("server", words.get(1));
    } else if (words.size() == 2 && words.get(0).equals("check")) {
      new NodeApplication().run("check", words.get(1));
    } else if (words.equals(List.of("version"))) {
      System.out.println("bricklayer " + version());
    } else {
      System.err.print(USAGE);
      System.exit(2);
    }
  }

  /** The version of this build. */
  public static String version() {
    String version = Bricklayer.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
