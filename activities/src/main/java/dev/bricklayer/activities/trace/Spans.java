package dev.bricklayer.activities.trace;

import java.util.concurrent.Callable;

/** Shows the parts of a step in the trace of its operation. */
public interface Spans {
  /** Shows nothing. */
  Spans NONE =
      new Spans() {
        @Override
        public <T, E extends Exception> T in(String name, String about, Work<T, E> work) throws E {
          return work.done();
        }

        @Override
        public <T> Callable<T> carried(Callable<T> work) {
          return work;
        }
      };

  /** What is done within a span. */
  interface Work<T, E extends Exception> {
    T done() throws E;
  }

  /**
   * Does the work in a span below the present one of this thread, and notes how it ended.
   *
   * @param about what it is done to: a path, an operation
   */
  <T, E extends Exception> T in(String name, String about, Work<T, E> work) throws E;

  /** The same work for another thread, where this thread's span is the present one meanwhile. */
  <T> Callable<T> carried(Callable<T> work);
}
