package dev.bricklayer.api.health;

import io.dropwizard.core.setup.Environment;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the admin port shows to whom. To whoever reaches it from another machine: the figures and
 * whether the node is well, and nothing that changes anything. To this machine also what a person
 * needs who looks for a fault: threads, profiles, the log's levels.
 */
public final class AdminFilter implements Filter {
  private static final Set<String> FOR_ALL = Set.of("/metrics", "/live", "/ready", "/healthcheck");

  /** Puts it before everything on the admin port. */
  public static void register(Environment environment) {
    environment
        .admin()
        .addFilter("who", new AdminFilter())
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    // both are literals: nothing is looked up
    boolean near = InetAddress.getByName(asked.getRemoteAddr()).isLoopbackAddress();
    if (open(asked.getMethod(), asked.getRequestURI(), near)) {
      chain.doFilter(request, response);
    } else {
      ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  static boolean open(String method, String path, boolean near) {
    return near || method.equals("GET") && FOR_ALL.contains(path);
  }
}
