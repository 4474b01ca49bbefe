package dev.bricklayer.node.tls;

import java.security.cert.X509Certificate;

/** What tests of other packages need to see. */
public final class TestCertificates {
  private TestCertificates() {}

  public static X509Certificate own(NodeCertificates certificates) {
    return certificates.own().orElseThrow().certificate();
  }
}
