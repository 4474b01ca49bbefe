package dev.bricklayer.node.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Which certificates count: those of one authority, but for the revoked ones. */
record Trust(X509Certificate authority, Map<UUID, Revocation> revoked) {
  Trust {
    revoked = Map.copyOf(revoked);
  }

  /**
   * Whom it names.
   *
   * @throws GeneralSecurityException with a sentence that says why it does not count
   */
  PeerName verify(X509Certificate certificate, Instant now) throws GeneralSecurityException {
    String who = "the certificate of " + certificate.getSubjectX500Principal().getName();
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw new GeneralSecurityException(
          who + " has expired at " + certificate.getNotAfter().toInstant());
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw new GeneralSecurityException(
          who
              + " is good from "
              + certificate.getNotBefore().toInstant()
              + " on only; is this node's clock right?");
    }
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
    parameters.setRevocationEnabled(false); // looked at below
    parameters.setDate(Date.from(now));
    try {
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
              parameters);
    } catch (CertPathValidatorException e) {
      throw new GeneralSecurityException(who + " is not by this cluster's authority", e);
    }
    PeerName name =
        PeerName.of(certificate)
            .orElseThrow(() -> new GeneralSecurityException(who + " names no peer"));
    Revocation gone = revoked.get(name.peer());
    if (gone != null && !CertificateAuthority.madeAt(certificate).isAfter(gone.at())) {
      throw new GeneralSecurityException(who + " was revoked at " + gone.at());
    }
    return name;
  }
}
