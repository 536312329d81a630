import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.ofdrw.gm.ses.v4.SESeal;
import org.ofdrw.reader.OFDReader;
import org.ofdrw.sign.ExtendSignatureContainer;
import org.ofdrw.sign.OFDSigner;
import org.ofdrw.sign.SignMode;
import org.ofdrw.sign.signContainer.SESV1Container;
import org.ofdrw.sign.signContainer.SESV4Container;
import org.ofdrw.sign.stamppos.NormalStampPos;
import org.ofdrw.sign.verify.OFDValidator;
import org.ofdrw.sign.verify.SignedDataValidateContainer;
import org.ofdrw.sign.verify.container.SESV1ValidateContainer;
import org.ofdrw.sign.verify.container.SESV4ValidateContainer;

/**
 * Verifies and seals OFD documents with org.ofdrw, in a separate JVM, since org.ofdrw needs another
 * version of Bouncy Castle. The commands are {@code verify v1|v4 FILE ...} and {@code seal v1|v4
 * FILE OUT KEY CERTIFICATE SEAL}.
 */
final class Ofdrw {
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();

  private Ofdrw() {}

  public static void main(String[] arguments) throws Exception {
    boolean isFirst = arguments[1].equals("v1");
    if (arguments[0].equals("seal")) {
      seal(isFirst, arguments);
      return;
    }
    for (int i = 2; i < arguments.length; i++) {
      // Libraries print other lines; those of this program begin with an equals sign.
      System.out.println("= " + verdict(Path.of(arguments[i]), isFirst));
    }
  }

  private static String verdict(Path file, boolean isFirst) {
    SignedDataValidateContainer container =
        isFirst ? new SESV1ValidateContainer() : new SESV4ValidateContainer();
    try (OFDReader reader = new OFDReader(file);
        OFDValidator validator = new OFDValidator(reader)) {
      validator.setValidator(container);
      validator.exeValidate();
      return "accepts";
    } catch (Exception e) {
      return "refuses";
    }
  }

  private static void seal(boolean isFirst, String[] arguments) throws Exception {
    PrivateKey key =
        KeyFactory.getInstance("EC", BC)
            .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(arguments[4]))));
    Certificate certificate;
    try (var in = Files.newInputStream(Path.of(arguments[5]))) {
      certificate = CertificateFactory.getInstance("X.509", BC).generateCertificate(in);
    }
    byte[] seal = Files.readAllBytes(Path.of(arguments[6]));
    ExtendSignatureContainer container =
        isFirst
            ? new SESV1Container(key, org.ofdrw.gm.ses.v1.SESeal.getInstance(seal), certificate)
            : new SESV4Container(key, SESeal.getInstance(seal), certificate);
    try (OFDReader reader = new OFDReader(Path.of(arguments[2]));
        OFDSigner signer = new OFDSigner(reader, Path.of(arguments[3]))) {
      signer.setSignMode(SignMode.WholeProtected);
      signer.setSignContainer(container);
      signer.addApPos(new NormalStampPos(1, 50, 50, 40, 40));
      signer.exeSign();
    }
  }
}
