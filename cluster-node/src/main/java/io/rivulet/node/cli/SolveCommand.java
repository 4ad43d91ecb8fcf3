// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.solve.LocalSolve;
import io.rivulet.node.solve.RemoteServer;
import io.rivulet.node.solve.RemoteSolve;
import io.rivulet.node.solve.SolveRun;
import io.rivulet.node.solve.SolveWishes;
import io.rivulet.node.solve.SystemInput;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet solve FILE`.
@Command(
        name = "solve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Solves one system A·x = b, here or on a running server, and recomputes the residual of the answer.",
            "Ctrl-C ends it early: -o gets the best x so far, the exit code is 1."
        })
final class SolveCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "FILE",
            description =
                    "A: Matrix Market, .tar.gz of SuiteSparse, .npz, .npy, Rutherford–Boeing, or gallery:NAME,key=value,…")
    private String matrix = "";

    @Option(
            names = "--rhs",
            paramLabel = "FILE",
            description =
                    "b: Matrix Market, .npy or one number a line (default: the archive's NAME_b.mtx, else all ones).")
    private @Nullable String rhs;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            converter = MethodNames.OfMethod.class,
            completionCandidates = MethodNames.Methods.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: hybrid, which chooses by the matrix).")
    private Method method = Method.HYBRID;

    @Option(
            names = "--preconditioner",
            paramLabel = "NAME",
            converter = MethodNames.OfPreconditioner.class,
            completionCandidates = MethodNames.Preconditioners.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: auto).")
    private PreconditionerKind preconditioner = PreconditionerKind.AUTO;

    @Option(names = "--tolerance", paramLabel = "T", description = "Target on ‖b−A·x‖/‖b‖ (default: 1e-8).")
    private double tolerance = 1e-8;

    @Option(names = "--max-iterations", paramLabel = "N", description = "Default: 10000.")
    private int maxIterations = 10_000;

    @Option(names = "--seed", paramLabel = "N", description = "Makes every random choice repeatable.")
    private @Nullable Long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Writes x there as a Matrix Market array.")
    private @Nullable String output;

    @Option(names = "--json", description = "Prints the session's lines (NDJSON) on stdout and nothing else.")
    private boolean json;

    @Option(names = "--server", paramLabel = "URL", description = "Solves there (default: RIVULET_SERVER, else here).")
    private @Nullable String server;

    @Option(names = "--token-file", paramLabel = "FILE", description = "The server's token (default: RIVULET_TOKEN).")
    private @Nullable String tokenFile;

    SolveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!(tolerance > 0) || Double.isInfinite(tolerance)) {
            throw CommandFailure.badInput("--tolerance is " + tolerance + ", allowed is a number above 0");
        }
        if (maxIterations < 1) {
            throw CommandFailure.badInput("--max-iterations is " + maxIterations + ", allowed is 1 or more");
        }
        SolveWishes wishes = new SolveWishes(method, preconditioner, tolerance, maxIterations, seed);
        SystemInput input = new SystemInput(console, matrix, rhs);
        Path file = output == null ? null : writable(output);
        String url = server != null ? server : console.environment().get("RIVULET_SERVER");
        if (url == null || url.isBlank()) {
            return SolveRun.run(console, LocalSolve.open(input, wishes), json, tolerance, file);
        }
        try (RemoteServer remote = new RemoteServer(url, token())) {
            return SolveRun.run(console, RemoteSolve.open(remote, input, wishes), json, tolerance, file);
        }
    }

    /// Found before the work, not after it.
    private Path writable(String name) {
        Path file = console.resolve(name);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw CommandFailure.badInput("-o " + name + ": its folder does not exist");
        }
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
            throw CommandFailure.badInput("-o " + name + ": can't be written");
        }
        return file;
    }

    private @Nullable String token() {
        if (tokenFile == null) {
            return console.environment().get("RIVULET_TOKEN");
        }
        try {
            return Files.readString(console.resolve(tokenFile)).strip();
        } catch (IOException _) {
            throw CommandFailure.badInput("--token-file " + tokenFile + ": can't be read");
        }
    }
}
