package dev.bricklayer.api.node;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a value at the first call; a failure is not kept, the next call tries again. */
final class Once<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private volatile @Nullable T value;

  Once(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public T get() {
    T made = value;
    if (made != null) {
      return made;
    }
    synchronized (this) {
      made = value;
      if (made == null) {
        made = maker.get();
        value = made;
      }
      return made;
    }
  }
}
