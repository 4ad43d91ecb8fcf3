// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.quic.cert.CertificateFolder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet certs init|issue|list|revoke`: the authority by which a coordinator and its agents know each other.
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Certificates of the coordinator and its agents, and who may come in.")
final class CertsCommand {
    private CertsCommand() {}

    static CommandLine with(Console console) {
        return new CommandLine(new CertsCommand())
                .addSubcommand(new Init(console))
                .addSubcommand(new Issue(console))
                .addSubcommand(new ListAll(console))
                .addSubcommand(new Revoke(console));
    }

    /// Which folder.
    static final class Folder {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description =
                        "The coordinator's certificates (default: RIVULET_QUIC_CERT_DIR, else ./rivulet-data/quic).")
        private @Nullable Path dir;

        CertificateFolder open(Console console) {
            String named = console.environment().getOrDefault("RIVULET_QUIC_CERT_DIR", "rivulet-data/quic");
            Path folder = console.folder()
                    .resolve(dir == null ? Path.of(named) : dir)
                    .toAbsolutePath()
                    .normalize();
            String agents = console.environment().get("RIVULET_QUIC_AGENTS_FILE");
            return agents == null
                    ? CertificateFolder.at(folder)
                    : new CertificateFolder(folder, console.folder().resolve(agents));
        }
    }

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = "Makes an authority, and the coordinator's certificate under it.")
    static final class Init implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final Folder folder = new Folder();

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "A DNS name or address by which agents reach the coordinator; beside localhost's.")
        private List<String> names = new ArrayList<>();

        Init(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            CertificateFolder certificates = folder.open(console);
            Set<String> all = new LinkedHashSet<>(names);
            all.addAll(List.of("localhost", "127.0.0.1"));
            try {
                all.add(InetAddress.getLocalHost().getHostName());
            } catch (UnknownHostException _) {
                // A machine without a name is reached by the others.
            }
            certificates.init(List.copyOf(all), Instant.now());
            console.out()
                    .println("made an authority and a coordinator's certificate in " + certificates.path() + " for "
                            + String.join(", ", all));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "issue",
            mixinStandardHelpOptions = true,
            description = "Makes an agent's certificate, and lets the agent in.")
    static final class Issue extends OfOne {
        Issue(Console console) {
            super(console);
        }

        @Override
        String done(CertificateFolder certificates, String name) {
            Path own = certificates.issue(name, Instant.now());
            return "issued " + name + ": rivulet agent --coordinator HOST:PORT --cert " + own;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The agents that have a certificate.")
    static final class ListAll implements Callable<Integer> {
        private static final String ROW = "%-24s %-34s %-22s %s%n";

        private final Console console;

        @Mixin
        private final Folder folder = new Folder();

        ListAll(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            console.out().printf(Locale.ROOT, ROW, "NAME", "SERIAL", "ENDS", "STATE");
            for (CertificateFolder.Issued each : folder.open(console).list()) {
                String state = each.revoked() ? "revoked" : each.admitted() ? "admitted" : "not listed";
                console.out().printf(Locale.ROOT, ROW, each.name(), each.serial(), each.notAfter(), state);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Takes an agent out: its connection ends, and its certificate opens nothing.")
    static final class Revoke extends OfOne {
        Revoke(Console console) {
            super(console);
        }

        @Override
        String done(CertificateFolder certificates, String name) {
            certificates.revoke(name);
            return "revoked " + name;
        }
    }

    private abstract static class OfOne implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final Folder folder = new Folder();

        @Parameters(paramLabel = "NAME", description = "The agent's id: letters, digits and . _ -")
        private String name = "";

        OfOne(Console console) {
            this.console = console;
        }

        /// **Returns** what to tell.
        abstract String done(CertificateFolder certificates, String name);

        @Override
        public Integer call() {
            console.out().println(done(folder.open(console), name));
            return ExitCode.OK;
        }
    }
}
