package dev.bricklayer.api.trace;

import dev.bricklayer.activities.trace.Spans;
import io.opentracing.Scope;
import io.opentracing.Span;
import io.opentracing.Tracer;
import io.opentracing.tag.Tags;
import java.util.concurrent.Callable;

/** Spans below the one of the activity that runs. */
final class TracerSpans implements Spans {
  private final Tracer tracer;

  TracerSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public <T, E extends Exception> T in(String name, String about, Work<T, E> work) throws E {
    Span span = tracer.buildSpan(name).withTag("bricklayer.about", about).start();
    boolean well = false;
    try (Scope scope = tracer.activateSpan(span)) {
      T done = work.done();
      well = true;
      return done;
    } finally {
      if (!well) {
        span.setTag(Tags.ERROR, true);
      }
      span.finish();
    }
  }

  @Override
  public <T> Callable<T> carried(Callable<T> work) {
    Span present = tracer.activeSpan();
    if (present == null) {
      return work;
    }
    return () -> {
      try (Scope scope = tracer.activateSpan(present)) {
        return work.call();
      }
    };
  }
}
