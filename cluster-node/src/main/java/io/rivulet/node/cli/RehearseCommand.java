// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Goes once through what users do, so that the build can keep the classes which that loads. Leaves nothing behind.
@Command(name = "rehearse", hidden = true, description = "Used by the build.")
final class RehearseCommand implements Callable<Integer> {
    private static final String SMALL = "gallery:grid_plus_leak,nx=20,ny=20,leak=0.1";

    private final Console console;

    RehearseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        try (TemporaryFolder made = TemporaryFolder.make("rivulet-rehearsal-")) {
            Path folder = made.path();
            go("--help");
            go("analyze", SMALL, "--json");
            go("entry", SMALL, "7");
            go("solve", SMALL, "--json", "-o", folder.resolve("x.mtx").toString());
            serve(folder.resolve("data"));
            return ExitCode.OK;
        }
    }

    private void go(String... words) {
        int code = new CommandLineInterface(console).run(words);
        if (code != ExitCode.OK) {
            throw new CommandFailure(code, String.join(" ", words) + " ended with " + code);
        }
    }

    private void serve(Path data) {
        Map<String, String> options = Map.of("http.port", "0", "store.data", data.toString());
        try (RunningNode node = RunningNode.start(new SettingsLoader(Map.of()).load(null, Map.of(), options))) {
            go("solve", SMALL, "--server", node.url());
        }
    }
}
