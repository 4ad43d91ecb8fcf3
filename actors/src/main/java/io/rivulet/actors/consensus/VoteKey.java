// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.serialization.event.VotingKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/// The Ed25519 key with which a node signs its votes. **Thread** any.
public final class VoteKey {
    private static final String ALGORITHM = "Ed25519";
    private static final HexFormat HEX = HexFormat.of();

    private static final String OWNER_ONLY = "rw-------";

    private final byte[] secret;
    private final byte[] open;
    private final String publicKey;

    private VoteKey(PrivateKey secret, String publicKey) {
        this.secret = ((EdECPrivateKey) secret)
                .getBytes()
                .orElseThrow(() -> new IllegalArgumentException("a key that can't be exported"));
        this.open = HEX.parseHex(publicKey);
        this.publicKey = publicKey;
    }

    /// For a node that keeps nothing.
    public static VoteKey fresh() {
        KeyPair pair = generate();
        return new VoteKey(pair.getPrivate(), VotingKeys.hexOf(pair.getPublic()));
    }

    /// The key in `file`, which is made where it is missing: readable by its owner alone, written before its name is
    /// there.
    /// **Errors** a file that holds no key, or that others may read, throws [IOException] with what to do.
    public static VoteKey at(Path file) throws IOException {
        if (!Files.exists(file)) {
            write(file, generate());
        }
        requireOwnerOnly(file);
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        try {
            PrivateKey secret = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(HEX.parseHex(lines.get(0))));
            var key = new VoteKey(secret, lines.get(1));
            byte[] probe = {1, 2, 3};
            if (!VotingKeys.isSignedBy(key.publicKey, probe, key.sign(probe))) {
                throw unusable(file, "its two keys don't belong together", null);
            }
            return key;
        } catch (GeneralSecurityException | RuntimeException broken) {
            throw unusable(file, "it holds no key", broken);
        }
    }

    private static IOException unusable(Path file, String why, @Nullable Throwable cause) {
        return new IOException(
                "the voting key " + file + " can't be used: " + why
                        + "; without the file a new key is made, under which the node votes as another one",
                cause);
    }

    private static void requireOwnerOnly(Path file) throws IOException {
        if (posix(file)) {
            Set<?> all = Files.getPosixFilePermissions(file);
            if (!PosixFilePermissions.fromString(OWNER_ONLY).containsAll(all)) {
                throw unusable(file, "others than its owner may read it (mode 0600 is demanded)", null);
            }
        }
    }

    private static boolean posix(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("posix");
    }

    private static void write(Path file, KeyPair pair) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root is no key file");
        Path fresh = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        String text = HEX.formatHex(pair.getPrivate().getEncoded()) + "\n" + VotingKeys.hexOf(pair.getPublic()) + "\n";
        try (FileChannel out = posix(folder)
                ? FileChannel.open(
                        fresh,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)))
                : FileChannel.open(fresh, options)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    /// 32 bytes in hex.
    public String publicKey() {
        return publicKey;
    }

    /// 64 bytes in hex. **Cost** about 0.1 ms: not on an actor's thread.
    public String sign(byte[] statement) {
        byte[] signature = new byte[VotingKeys.SIGNATURE_BYTES];
        Ed25519.sign(secret, 0, open, 0, statement, 0, statement.length, signature, 0);
        return HEX.formatHex(signature);
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "VoteKey[" + publicKey + "]";
    }
}
