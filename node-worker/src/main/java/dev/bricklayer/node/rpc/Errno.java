package dev.bricklayer.node.rpc;

/** Error numbers of Linux, as gluster processes read them from answers. */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;
  static final int ENOTSUP = 95;

  private Errno() {}
}
