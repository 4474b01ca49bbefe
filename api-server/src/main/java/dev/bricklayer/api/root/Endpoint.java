package dev.bricklayer.api.root;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route of the API.
 *
 * @param path the pattern, {@code /v1/volumes/{volume}}
 */
public record Endpoint(
    String name,
    String description,
    String methods,
    String path,
    @JsonProperty("request-type") String requestType,
    @JsonProperty("response-type") String responseType) {

  /** The routes that these resource classes declare, by path. */
  public static List<Endpoint> of(List<Class<?>> resources) {
    List<Endpoint> found = new ArrayList<>();
    for (Class<?> resource : resources) {
      for (Method method : resource.getMethods()) {
        String verb = verb(method);
        if (verb != null) {
          String path =
              joined(resource.getAnnotation(Path.class), method.getAnnotation(Path.class));
          found.add(new Endpoint(name(resource, method), "", verb, path, "", response(method)));
        }
      }
    }
    found.sort(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::methods));
    return found;
  }

  private static @Nullable String verb(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(Annotation::annotationType)
        .filter(type -> type.isAnnotationPresent(HttpMethod.class))
        .map(type -> type.getAnnotation(HttpMethod.class).value())
        .findFirst()
        .orElse(null);
  }

  private static String name(Class<?> resource, Method method) {
    String subject = resource.getSimpleName().replace("Resource", "");
    String verb = method.getName();
    return Character.toUpperCase(verb.charAt(0)) + verb.substring(1) + subject;
  }

  private static String response(Method method) {
    String type = method.getReturnType().getSimpleName();
    return type.equals("Response") ? "" : type;
  }

  private static String joined(@Nullable Path onClass, @Nullable Path onMethod) {
    String joined =
        (onClass == null ? "" : onClass.value()) + "/" + (onMethod == null ? "" : onMethod.value());
    String clean = ("/" + joined).replaceAll("/+", "/");
    return clean.length() > 1 && clean.endsWith("/")
        ? clean.substring(0, clean.length() - 1)
        : clean;
  }
}
