// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.Migrations;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.serve.NodeConfig;
import io.rivulet.node.settings.NodeSettings;
import io.rivulet.node.settings.SettingsLoader;
import io.rivulet.serialization.problem.RivuletException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rivulet migrate`.
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description =
                "Brings the database's tables to this release, as a start of a node does, and tells what that was.")
final class MigrateCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--dry-run", description = "Prints the statements and changes nothing.")
    private boolean dryRun;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder, of an H2 file.")
    private @Nullable Path data;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings (HOCON).")
    private @Nullable Path config;

    MigrateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<String, String> options = new HashMap<>();
        if (data != null) {
            options.put("store.data", console.folder().resolve(data).toString());
        }
        NodeSettings settings = new SettingsLoader(console.environment())
                .load(config == null ? null : console.folder().resolve(config), Map.of(), options)
                .settings();
        if (settings.store().databaseUrl() == null
                && !Files.exists(settings.store().data().resolve("rivulet.mv.db"))) {
            throw CommandFailure.badInput(
                    "there is no database in " + settings.store().data()
                            + "\n  hint: a first start makes one; --data names another folder, RIVULET_DATABASE_URL a PostgreSQL");
        }
        StoreSettings store = NodeConfig.store(settings);
        try {
            List<Migrations.Pending> pending = dryRun ? Database.pending(store) : Database.migrate(store);
            for (Migrations.Pending each : pending) {
                console.out().println("-- " + each.file());
                if (dryRun) {
                    each.sql().forEach(sql -> console.out().println(sql + ";"));
                }
            }
            console.out()
                    .println(
                            pending.isEmpty()
                                    ? "-- the tables are those of this release"
                                    : "-- " + pending.size() + (dryRun ? " to do" : " done"));
            return ExitCode.OK;
        } catch (RivuletException unusable) {
            throw CommandFailure.of(unusable.problem(), ExitCode.BAD_INPUT, null);
        }
    }
}
