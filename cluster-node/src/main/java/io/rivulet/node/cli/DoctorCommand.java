// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.console.Version;
import io.rivulet.node.doctor.Examination;
import io.rivulet.node.doctor.Finding;
import io.rivulet.node.settings.SettingsLoader;
import io.rivulet.node.solve.RemoteServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `rivulet doctor`.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks that a node could run here: JDK, memory, disk, ports, rights, database. Changes nothing.",
            "With --support-bundle it asks a running node instead, as an admin, for what helps to look into trouble."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    private final Console console;

    @Option(names = "--port", paramLabel = "PORT", description = "The port that serve would use (default: 3000).")
    private @Nullable Integer port;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder that serve would use.")
    private @Nullable Path data;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings (HOCON).")
    private @Nullable Path config;

    @Option(
            names = "--support-bundle",
            paramLabel = "FILE",
            description =
                    "Writes a zip file: settings without secrets, status, figures, threads, log, 30 s of the JVM's recorder.")
    private @Nullable Path bundle;

    @Option(
            names = "--record",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long that records (0 to 45, default: 30).")
    private int seconds;

    @Mixin
    private final ServerOption server = new ServerOption();

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return bundle == null ? examine() : fetch(console.folder().resolve(bundle));
    }

    private int fetch(Path file) {
        try (RemoteServer remote = server.open(console)) {
            PrivateFile.write(
                    file,
                    remote.get(
                            "/api/v1/support?seconds=" + seconds,
                            "application/zip",
                            Duration.ofSeconds(seconds).plus(ANSWER_WITHIN)));
            console.out().println(file + " has what " + remote.base() + " told");
            return ExitCode.OK;
        }
    }

    private int examine() {
        Map<String, String> options = new HashMap<>();
        if (port != null) {
            options.put("http.port", port.toString());
        }
        if (data != null) {
            options.put("store.data", console.folder().resolve(data).toString());
        }
        SettingsLoader.Loaded loaded = new SettingsLoader(console.environment())
                .load(config == null ? null : console.folder().resolve(config), Map.of(), options);
        console.out().println("rivulet " + Version.current());
        List<Finding> findings = new Examination(loaded.settings()).all();
        findings.forEach(each -> console.out().println(each.line()));
        loaded.notices().forEach(notice -> console.out().println("warn  settings: " + notice));
        boolean healthy = findings.stream().noneMatch(each -> each.verdict() == Finding.Verdict.FAIL);
        console.out().println(healthy ? "A node can run here." : "A node can't run here as it is.");
        return healthy ? ExitCode.OK : ExitCode.BAD_INPUT;
    }
}
