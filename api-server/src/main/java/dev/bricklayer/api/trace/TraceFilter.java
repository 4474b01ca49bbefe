package dev.bricklayer.api.trace;

import io.opentracing.Scope;
import io.opentracing.Span;
import io.opentracing.SpanContext;
import io.opentracing.Tracer;
import io.opentracing.propagation.Format;
import io.opentracing.propagation.TextMapAdapter;
import io.opentracing.tag.Tags;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * One span for each changing request; it goes on in the workflow. A caller's own trace context is
 * taken up.
 */
public final class TraceFilter implements Filter {
  private final Tracer tracer;

  public TraceFilter(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    if (http.getMethod().equals("GET")) {
      chain.doFilter(request, response);
      return;
    }
    SpanContext caller =
        tracer.extract(Format.Builtin.HTTP_HEADERS, new TextMapAdapter(headers(http)));
    Span span =
        tracer
            .buildSpan(http.getMethod() + " " + http.getRequestURI())
            .asChildOf(caller)
            .withTag(Tags.SPAN_KIND.getKey(), Tags.SPAN_KIND_SERVER)
            .withTag(Tags.HTTP_METHOD.getKey(), http.getMethod())
            .withTag(Tags.HTTP_URL.getKey(), http.getRequestURI())
            .start();
    try (Scope scope = tracer.activateSpan(span)) {
      chain.doFilter(request, response);
    } finally {
      HttpServletResponse answer = (HttpServletResponse) response;
      span.setTag(Tags.HTTP_STATUS.getKey(), answer.getStatus());
      String operation = answer.getHeader("X-Bricklayer-Operation");
      if (operation != null) {
        span.setTag("bricklayer.operation", operation);
      }
      span.finish();
    }
  }

  private static Map<String, String> headers(HttpServletRequest request) {
    Map<String, String> headers = new HashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, request.getHeader(name));
    }
    return headers;
  }
}
