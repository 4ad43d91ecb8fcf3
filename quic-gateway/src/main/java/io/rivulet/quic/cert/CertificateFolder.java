// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The folder of a coordinator's certificates:
///
/// | file | what it is |
/// |---|---|
/// | `ca.pem`, `ca-key.pem` | the authority that agents and coordinators are certified by; the key only where it is
/// this folder's own |
/// | `coordinator.pem`, `coordinator-key.pem` | what the coordinator shows |
/// | `agents` | who may come in ([AllowList]) |
/// | `revoked` | serial numbers that may not, one a line |
/// | `issued/NAME/` | what an agent needs: `agent.pem`, `agent-key.pem`, `ca.pem` |
///
/// **Thread** any; blocks.
/// **Errors** [UnusableCertificates].
public final class CertificateFolder {
    public static final String AUTHORITY = "ca.pem";
    public static final String AGENT = "agent.pem";
    public static final String AGENT_KEY = "agent-key.pem";

    /// A certificate with less than this left is renewed, or warned of.
    public static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    private static final String AUTHORITY_KEY = "ca-key.pem";
    private static final String COORDINATOR = "coordinator.pem";
    private static final String COORDINATOR_KEY = "coordinator-key.pem";
    private static final String LOCK = ".lock";
    private static final ReentrantLock HERE = new ReentrantLock();

    /// An agent that a certificate was made for.
    public record Issued(String name, String serial, Instant notAfter, boolean admitted, boolean revoked) {}

    private final Path folder;
    private final Path agents;
    private final Issuer issuer = new Issuer(new SecureRandom());

    /// @param agents the allow-list
    public CertificateFolder(Path folder, Path agents) {
        this.folder = folder;
        this.agents = agents;
    }

    public static CertificateFolder at(Path folder) {
        return new CertificateFolder(folder, folder.resolve("agents"));
    }

    public Path path() {
        return folder;
    }

    public Path agentsFile() {
        return agents;
    }

    public Path revokedFile() {
        return folder.resolve("revoked");
    }

    /// Whether a coordinator could start with what is here.
    public boolean isReady() {
        return Files.exists(folder.resolve(COORDINATOR)) && Files.exists(folder.resolve(AUTHORITY));
    }

    /// Makes an authority and a coordinator's certificate under it.
    ///
    /// @param names DNS names and addresses by which agents reach the coordinator
    public void init(List<String> names, Instant now) {
        locked(() -> {
            if (Files.exists(folder.resolve(AUTHORITY))) {
                throw new UnusableCertificates(folder + " has an authority; it is never replaced");
            }
            KeyPairFile authority = issuer.authority("rivulet authority", now);
            authority.write(folder.resolve(AUTHORITY), folder.resolve(AUTHORITY_KEY));
            writeCoordinator(authority, names, now);
            if (!Files.exists(agents)) {
                PrivateFiles.write(
                        agents, "# agents that may come in: NAME [TYPE…]\n".getBytes(StandardCharsets.UTF_8));
            }
            return authority;
        });
    }

    private KeyPairFile writeCoordinator(KeyPairFile authority, List<String> names, Instant now) throws IOException {
        KeyPairFile made = issuer.issue(authority, Issuer.Use.COORDINATOR, names.getFirst(), names, now, Issuer.LIFE);
        made.write(folder.resolve(COORDINATOR), folder.resolve(COORDINATOR_KEY));
        return made;
    }

    /// A certificate for an agent, which is admitted from now on. One that it had before goes on to work until it is
    /// revoked or ends.
    ///
    /// **Returns** the folder that the agent needs.
    public Path issue(String name, Instant now) {
        if (!name.matches(AllowList.NAME)) {
            throw new UnusableCertificates("the name " + name + " has to be 1 to 64 letters, digits and . _ -");
        }
        return locked(() -> {
            KeyPairFile authority = ownAuthority();
            Path own = folder.resolve("issued").resolve(name);
            PrivateFiles.folder(folder.resolve("issued"));
            PrivateFiles.folder(own);
            issuer.issue(authority, Issuer.Use.AGENT, name, List.of(), now, Issuer.LIFE)
                    .write(own.resolve(AGENT), own.resolve(AGENT_KEY));
            PrivateFiles.write(
                    own.resolve(AUTHORITY),
                    KeyPairFile.pem(List.of(authority.certificate())).getBytes(StandardCharsets.US_ASCII));
            String text = Files.exists(agents) ? Files.readString(agents) : "";
            if (!AllowList.parse(text, agents.toString()).admits(name)) {
                PrivateFiles.write(agents, AllowList.with(text, name).getBytes(StandardCharsets.UTF_8));
            }
            return own;
        });
    }

    private KeyPairFile ownAuthority() {
        Path key = folder.resolve(AUTHORITY_KEY);
        if (!Files.exists(key)) {
            throw new UnusableCertificates(folder + " has no authority's key; run: rivulet certs init");
        }
        return KeyPairFile.read(folder.resolve(AUTHORITY), key);
    }

    /// Takes an agent out: off the list, and its certificate by its serial number.
    public void revoke(String name) {
        locked(() -> {
            String text = Files.exists(agents) ? Files.readString(agents) : "";
            boolean listed = AllowList.parse(text, agents.toString()).admits(name);
            Path certificate = folder.resolve("issued").resolve(name).resolve(AGENT);
            if (!listed && !Files.exists(certificate)) {
                throw new UnusableCertificates("there is no agent " + name);
            }
            if (Files.exists(certificate)) {
                Set<String> serials = new LinkedHashSet<>(revoked());
                serials.add(serial(KeyPairFile.certificates(certificate).getFirst()));
                PrivateFiles.write(
                        revokedFile(), (String.join("\n", serials) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            if (listed) {
                PrivateFiles.write(agents, AllowList.without(text, name).getBytes(StandardCharsets.UTF_8));
            }
            return name;
        });
    }

    /// By name.
    public List<Issued> list() {
        Path issued = folder.resolve("issued");
        if (!Files.isDirectory(issued)) {
            return List.of();
        }
        AllowList allowed = AllowList.read(agents);
        try (Stream<Path> names = Files.list(issued)) {
            Set<String> revoked = revoked();
            List<Issued> all = new ArrayList<>();
            for (Path each : names.sorted(Comparator.comparing(Path::toString)).toList()) {
                X509Certificate own =
                        KeyPairFile.certificates(each.resolve(AGENT)).getFirst();
                String name = String.valueOf(each.getFileName());
                all.add(new Issued(
                        name,
                        serial(own),
                        own.getNotAfter().toInstant(),
                        allowed.admits(name),
                        revoked.contains(serial(own))));
            }
            return all;
        } catch (IOException unreadable) {
            throw new UnusableCertificates(issued + " can't be read: " + unreadable, unreadable);
        }
    }

    /// Serial numbers that are refused, in hexadecimal digits.
    public Set<String> revoked() {
        try {
            return Files.exists(revokedFile())
                    ? Files.readString(revokedFile(), StandardCharsets.US_ASCII)
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .collect(Collectors.toCollection(LinkedHashSet::new))
                    : Set.of();
        } catch (IOException unreadable) {
            throw new UnusableCertificates(revokedFile() + " can't be read: " + unreadable, unreadable);
        }
    }

    static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    /// Authorities that agents' certificates have to come from.
    public List<X509Certificate> authorities() {
        try {
            return KeyPairFile.certificates(folder.resolve(AUTHORITY));
        } catch (IOException unreadable) {
            throw new UnusableCertificates(folder.resolve(AUTHORITY) + " can't be read: " + unreadable, unreadable);
        }
    }

    /// What the coordinator shows from now on. One with less than 30 days left that this folder's own authority has
    /// signed is renewed; any other is used to its end, and never replaced.
    public KeyPairFile coordinator(Instant now) {
        return locked(() -> {
            PrivateFiles.require(folder, "700");
            KeyPairFile pair = KeyPairFile.read(folder.resolve(COORDINATOR), folder.resolve(COORDINATOR_KEY));
            X509Certificate own = pair.certificate();
            CertificateChecks.require(own, CertificateChecks.SERVER, now);
            boolean old = !own.getNotAfter().toInstant().isAfter(now.plus(RENEWED_BEFORE));
            boolean ours = Files.exists(folder.resolve(AUTHORITY_KEY))
                    && own.getIssuerX500Principal()
                            .equals(authorities().getFirst().getSubjectX500Principal());
            if (old && ours) {
                return writeCoordinator(ownAuthority(), CertificateChecks.names(own), now);
            }
            CertificateChecks.requireValid(own, now);
            return pair;
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    /// Against other processes by the file, against other threads of this one by [#HERE].
    private <T> T locked(Work<T> work) {
        HERE.lock();
        try {
            PrivateFiles.folder(folder);
            try (FileChannel file = FileChannel.open(
                            folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = file.lock()) {
                return work.run();
            }
        } catch (IOException unusable) {
            throw new UnusableCertificates(folder + " can't be used: " + unusable, unusable);
        } finally {
            HERE.unlock();
        }
    }
}
