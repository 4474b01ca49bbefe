package dev.bricklayer.node.rpc.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments of a stream into records (RFC 5531 §11). Memory grows with the bytes that
 * have arrived, never with a length that was only announced, and is taken from a budget. Not safe
 * for concurrent use.
 */
public final class RecordAssembler {
  static final int LAST_FRAGMENT = 0x80000000;

  /** glusterfs sends one fragment a record; this is generous. */
  private static final int MAX_FRAGMENTS = 256;

  private static final int FIRST_CAPACITY = 512;

  private final int maxRecord;
  private final ByteBudget budget;
  private byte[] record = new byte[0];
  private int size;
  private int mark;
  private int markBytes;
  private int fragmentLeft;
  private int fragments;
  private boolean discarded;

  /**
   * @param maxRecord the longest record that is taken, in bytes
   * @param budget what the bytes of a record are taken from; who gets a record gives its length
   *     back after use
   */
  public RecordAssembler(int maxRecord, ByteBudget budget) {
    this.maxRecord = maxRecord;
    this.budget = budget;
  }

  /** True when a record has begun and is not complete. */
  public boolean partial() {
    return markBytes > 0 || fragments > 0;
  }

  /**
   * Takes bytes until a record is complete or none are left.
   *
   * @return the record without its marks, or null when more bytes are needed
   * @throws XdrException when the record is too long; the stream cannot be read on
   */
  public byte @Nullable [] next(ByteBuffer in) {
    if (discarded) {
      in.position(in.limit());
      return null;
    }
    while (in.hasRemaining()) {
      if (markBytes < Integer.BYTES) {
        mark = mark << 8 | (in.get() & 0xff);
        markBytes++;
        if (markBytes == Integer.BYTES) {
          beginFragment();
        }
      } else {
        int length = Math.min(fragmentLeft, in.remaining());
        ensure(size + length);
        in.get(record, size, length);
        size += length;
        fragmentLeft -= length;
      }
      if (markBytes == Integer.BYTES && fragmentLeft == 0) {
        markBytes = 0;
        if ((mark & LAST_FRAGMENT) != 0) {
          return complete();
        }
      }
    }
    return null;
  }

  /** Forgets an incomplete record; further bytes are skipped. */
  public void discard() {
    discarded = true;
    budget.giveBack(record.length);
    record = new byte[0];
  }

  private void beginFragment() {
    fragmentLeft = mark & ~LAST_FRAGMENT;
    fragments++;
    if (fragmentLeft > maxRecord - size) {
      throw new XdrException(
          "a record of %d bytes, %d are allowed".formatted((long) size + fragmentLeft, maxRecord));
    }
    if (fragments > MAX_FRAGMENTS) {
      throw new XdrException("a record of more than %d fragments".formatted(MAX_FRAGMENTS));
    }
  }

  private byte[] complete() {
    byte[] complete = record.length == size ? record : Arrays.copyOf(record, size);
    budget.giveBack(record.length - size);
    record = new byte[0];
    size = 0;
    fragments = 0;
    return complete;
  }

  private void ensure(int capacity) {
    if (capacity <= record.length) {
      return;
    }
    int doubled = Math.min(maxRecord, Math.max(FIRST_CAPACITY, record.length * 2));
    int wanted = Math.max(capacity, doubled);
    if (!budget.take(wanted - record.length)) {
      throw new XdrException("requests while too many others wait");
    }
    record = Arrays.copyOf(record, wanted);
  }
}
