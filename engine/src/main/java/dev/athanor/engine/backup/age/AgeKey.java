package dev.athanor.engine.backup.age;

import com.exceptionfactory.jagged.bech32.Bech32;
import com.exceptionfactory.jagged.bech32.Bech32Address;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * One key pair.
 *
 * @param id its public half, as age writes it
 * @param secret the other one, as age writes it
 */
record AgeKey(String id, String secret) {
  private static final String CURVE = NamedParameterSpec.X25519.getName();
  private static final String SECRET_PART = "AGE-SECRET-KEY-";
  private static final String PUBLIC_PART = "age";
  private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

  /**
   * @throws IllegalArgumentException when that is no such key
   */
  static AgeKey of(String secret) throws GeneralSecurityException {
    Bech32Address address = Bech32.getDecoder().decode(secret);
    if (!SECRET_PART.contentEquals(address.getHumanReadablePart())) {
      throw new IllegalArgumentException("not a secret key");
    }
    KeyFactory keys = KeyFactory.getInstance(CURVE);
    KeyAgreement multiply = KeyAgreement.getInstance(CURVE);
    multiply.init(
        keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, address.getData())));
    multiply.doPhase(
        keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)), true);
    String id = Bech32.getEncoder().encode(PUBLIC_PART, multiply.generateSecret()).toString();
    return new AgeKey(id, secret);
  }

  /** Never the secret half. */
  @Override
  public String toString() {
    return id;
  }
}
