package dev.bricklayer.cli.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the API is and which secret opens it. Endpoints: the option, then {@code GD2_ENDPOINTS},
 * then {@code http://127.0.0.1:24007}. Secret: the option {@code --secret}, {@code --secret-file},
 * {@code GD2_AUTH_SECRET}, {@code BRICKLAYER_SECRET}, then the first default file that can be read.
 */
public final class Access {
  /** The endpoint when nothing else is said. */
  public static final String DEFAULT_ENDPOINT = "http://127.0.0.1:24007";

  /** Where a node on this machine keeps its secret. */
  public static final List<String> DEFAULT_SECRET_FILES =
      List.of("/var/lib/bricklayer/auth", "/var/lib/glusterd2/auth");

  private Access() {}

  /**
   * @throws IOException if the secret's file was named and cannot be read
   */
  public static Api api(
      @Nullable String endpoints,
      @Nullable String secret,
      @Nullable String secretFile,
      Map<String, String> environment)
      throws IOException {
    return new Api(endpoints(endpoints, environment), secret(secret, secretFile, environment));
  }

  static List<String> endpoints(@Nullable String option, Map<String, String> environment) {
    String text = option == null ? environment.get("GD2_ENDPOINTS") : option;
    List<String> endpoints = new ArrayList<>();
    if (text != null) {
      int from = 0;
      while (from <= text.length()) {
        int comma = text.indexOf(',', from);
        int to = comma < 0 ? text.length() : comma;
        String endpoint = endpoint(text.substring(from, to).strip());
        if (!endpoint.isEmpty()) {
          endpoints.add(endpoint);
        }
        from = to + 1;
      }
    }
    return endpoints.isEmpty() ? List.of(DEFAULT_ENDPOINT) : endpoints;
  }

  private static String endpoint(String text) {
    String endpoint = text;
    while (endpoint.endsWith("/")) {
      endpoint = endpoint.substring(0, endpoint.length() - 1);
    }
    return endpoint.isEmpty() || endpoint.contains("://") ? endpoint : "http://" + endpoint;
  }

  static @Nullable String secret(
      @Nullable String option, @Nullable String file, Map<String, String> environment)
      throws IOException {
    if (option != null) {
      return option;
    }
    if (file != null) {
      return read(Path.of(file));
    }
    for (String name : List.of("GD2_AUTH_SECRET", "BRICKLAYER_SECRET")) {
      String value = environment.get(name);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    for (String standard : DEFAULT_SECRET_FILES) {
      Path path = Path.of(standard);
      if (Files.isReadable(path)) {
        return read(path);
      }
    }
    return null;
  }

  private static String read(Path path) throws IOException {
    return Files.readString(path).strip();
  }
}
